using System.Diagnostics;
using System.Globalization;
using Votive.Harness.Databases;
using Votive.Harness.Running;
using Votive.Harness.Services;

namespace Votive.Harness.Campaigns;

/// <summary>
/// F3: <c>votive db backup</c>, <c>rekey</c> and <c>restore</c> are killed (SIGKILL) at any moment of their work. The database is unharmed and opens
/// with the key that the secrets name; a partial file is never taken for a good one; a restore is done or not done.
/// (VACUUM is killed in <see cref="WriterKills"/>.)
/// </summary>
internal sealed class MaintenanceKills : ICampaign
{
    private const int KillsEach = 50;
    private const int KillsPerFolder = 10;
    private const int FirstRows = 6000;
    private const int FurtherRows = 500;

    private static readonly string[] Operations = ["backup", "rekey", "restore"];

    public string Name => "maintenance-kill";

    public string Unit => "rows";

    public Task RunAsync(CampaignRun run, CancellationToken cancellationToken)
    {
        var kills = run.Scale(KillsEach);
        var folders = (kills + KillsPerFolder - 1) / KillsPerFolder;
        return run.TrialsAsync(folders * Operations.Length, run.Options.Lanes, async trial =>
        {
            var operation = Operations[trial.Number % Operations.Length];
            var victim = new Victim(trial, new VotiveCommand(Path.Combine(trial.Folder, "data")));
            await victim.PrepareAsync(cancellationToken);
            var span = await victim.MeasureAsync(operation, cancellationToken);
            var finished = 0;
            for (var kill = 0; kill < Math.Min(kills, KillsPerFolder) && !trial.HasFindings; kill++)
            {
                finished += await victim.KillAsync(operation, span * (trial.Random.NextDouble() * 1.1), kill, cancellationToken) ? 1 : 0;
                await victim.CheckAsync(operation, cancellationToken);
                trial.CountRound(victim.Rows);
            }

            run.Remark(string.Create(CultureInfo.InvariantCulture, $"{operation} in folder {trial.Number}: works for {span.TotalMilliseconds:F0} ms; {finished} kills came after its end"));
        }, cancellationToken);
    }

    /// <summary>A data folder, and what must hold in it.</summary>
    private sealed class Victim(Trial trial, VotiveCommand command)
    {
        private readonly string _backup = Path.Combine(trial.Folder, "good.db");
        private string _target = "";
        private long _rowsBefore;

        /// <summary>Rows that must be there.</summary>
        public long Rows { get; private set; }

        public async Task PrepareAsync(CancellationToken cancellationToken)
        {
            await SucceedAsync(cancellationToken, "migrate");
            using (var connection = command.Database().Open(create: false))
            {
                JobRunRows.Add(connection, FirstRows);
                _rowsBefore = FirstRows;
            }

            await SucceedAsync(cancellationToken, "backup", "--out", _backup);
            using (var connection = command.Database().Open(create: false))
            {
                JobRunRows.Add(connection, FurtherRows);
                Rows = FirstRows + FurtherRows;
            }
        }

        /// <summary>Lets the operation run to its end.</summary>
        /// <returns>Time from the first file that it makes to its end.</returns>
        public async Task<TimeSpan> MeasureAsync(string operation, CancellationToken cancellationToken)
        {
            var before = Names();
            await using var running = Start(operation, -1);
            await WaitForFilesAsync(running, before, cancellationToken);
            var watch = Stopwatch.StartNew();
            var error = await running.WaitForExitAsync(cancellationToken);
            if (running.ExitCode != 0)
            {
                throw new InvalidOperationException($"votive db {operation}: {error}");
            }

            var span = watch.Elapsed;
            if (operation == "restore")
            {
                await GoForwardAsync(cancellationToken);
            }

            return span;
        }

        /// <summary>Kills the operation so long after the first file that it makes.</summary>
        /// <returns>Whether it had ended by then.</returns>
        public async Task<bool> KillAsync(string operation, TimeSpan delay, int number, CancellationToken cancellationToken)
        {
            var before = Names();
            await using var running = Start(operation, number);
            await WaitForFilesAsync(running, before, cancellationToken);
            await Task.Delay(delay, cancellationToken);
            var hasEnded = running.HasExited;
            await running.KillAsync();
            return hasEnded;
        }

        public async Task CheckAsync(string operation, CancellationToken cancellationToken)
        {
            if (operation == "backup")
            {
                await CheckBackupAsync(cancellationToken);
            }

            // The next command finds a database that is whole, and finishes or takes back what was begun.
            var (code, error) = await command.RunAsync(cancellationToken, operation == "rekey" && trial.Random.Next(2) == 0 ? "rekey" : "verify");
            if (code != 0)
            {
                trial.IntegrityFault(string.Create(CultureInfo.InvariantCulture, $"{operation}: the next command ends with {code}: {error}"));
                return;
            }

            CheckRows(operation);
            if (operation == "restore" && Rows == _rowsBefore)
            {
                await GoForwardAsync(cancellationToken);
            }
        }

        private void CheckRows(string operation)
        {
            using var connection = command.Database().Open(create: false);
            if (connection.IntegrityCheck() is not "ok" and var integrity)
            {
                trial.IntegrityFault($"{operation}: {integrity}");
                return;
            }

            var (count, fault) = JobRunRows.Read(connection);
            if (fault is not null)
            {
                trial.IntegrityFault($"{operation}: {fault}");
            }
            else if (operation == "restore" && count == _rowsBefore)
            {
                Rows = count;
            }
            else if (count != Rows)
            {
                trial.LostRows(Math.Abs(Rows - count), $"{operation}: {count} rows where {Rows} belong");
            }
        }

        /// <summary>The file under its final name is a whole backup; anything else is refused.</summary>
        private async Task CheckBackupAsync(CancellationToken cancellationToken)
        {
            foreach (var path in Directory.EnumerateFiles(trial.Folder, Path.GetFileName(_target) + "*").ToArray())
            {
                if (path == _target)
                {
                    var (code, error) = await command.RunAsync(cancellationToken, "verify", path);
                    if (code != 0 && File.Exists(path + ".sha256"))
                    {
                        trial.IntegrityFault($"backup: the file under its final name, with its checksum, is not good: {error}");
                    }
                }
                else if (!path.EndsWith(".sha256", StringComparison.Ordinal) && !path.EndsWith(".lock", StringComparison.Ordinal))
                {
                    await BeRefusedAsync(path, "verify", cancellationToken);
                    await BeRefusedAsync(path, "restore", cancellationToken);
                }

                File.Delete(path);
            }
        }

        private async Task BeRefusedAsync(string path, string operation, CancellationToken cancellationToken)
        {
            string[] arguments = operation == "restore" ? [operation, path, "--yes"] : [operation, path];
            var (code, _) = await command.RunAsync(cancellationToken, arguments);
            if (code == 0)
            {
                trial.IntegrityFault($"backup: `db {operation}` takes {Path.GetFileName(path)} for a good backup");
            }
        }

        /// <summary>Makes the state after the backup again, for the next restore to go back from.</summary>
        private async Task GoForwardAsync(CancellationToken cancellationToken)
        {
            foreach (var former in Directory.EnumerateFiles(command.DataFolder, "*.before-restore-*").ToArray())
            {
                File.Delete(former);
            }

            using var connection = command.Database().Open(create: false);
            JobRunRows.Add(connection, FurtherRows);
            Rows = _rowsBefore + FurtherRows;
            await Task.CompletedTask.WaitAsync(cancellationToken);
        }

        private ChildProcess Start(string operation, int number)
        {
            _target = Path.Combine(trial.Folder, string.Create(CultureInfo.InvariantCulture, $"killed{number}.db"));
            return operation switch
            {
                "backup" => command.Start("backup", "--out", _target),
                "restore" => command.Start("restore", _backup, "--yes"),
                _ => command.Start("rekey"),
            };
        }

        private async Task SucceedAsync(CancellationToken cancellationToken, params string[] arguments)
        {
            var (code, error) = await command.RunAsync(cancellationToken, arguments);
            if (code != 0)
            {
                throw new InvalidOperationException($"votive db {string.Join(' ', arguments)} ends with {code}: {error}");
            }
        }

        private HashSet<string> Names() => [.. Directory.EnumerateFiles(trial.Folder, "*", SearchOption.AllDirectories)];

        /// <summary>Its work begins with the first file that was not there; what SQLite and the locks make is not that.</summary>
        private async Task WaitForFilesAsync(ChildProcess running, HashSet<string> before, CancellationToken cancellationToken)
        {
            while (!running.HasExited && Names().Except(before).All(name => name.EndsWith("-shm", StringComparison.Ordinal) || name.EndsWith("-wal", StringComparison.Ordinal) || name.EndsWith(".lock", StringComparison.Ordinal)))
            {
                await Task.Delay(1, cancellationToken);
            }
        }
    }
}
