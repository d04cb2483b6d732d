using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Assessment.Instruments;
using Votive.Assessment.Personas;
using Votive.Contracts;
using Votive.EncryptedSqlite;
using Votive.Host.Commands.Db;
using Votive.Host.Running;
using Votive.Storage;
using Votive.Storage.Maintenance;

namespace Votive.Host.Commands;

/// <summary><c>votive doctor</c>: what on this machine keeps Votive from running, and what to do about it.</summary>
internal static class DoctorCommand
{
    /// <summary>Below this much free room a database can't be worked on in safety.</summary>
    private const long LowDiskBytes = 200L * 1024 * 1024;

    /// <summary>Older than this, a daily backup has been missed.</summary>
    private static readonly TimeSpan OldBackup = TimeSpan.FromDays(2);

    private static readonly JsonSerializerOptions Indented = new(ContractJson.Options) { WriteIndented = true };

    public static Command Create()
    {
        var data = CommonOptions.Data();
        var json = CommonOptions.Json("the findings");
        var command = new Command("doctor", "Check whether everything that Votive needs is there. Changes nothing.") { data, json };
        command.SetAction(result =>
        {
            var findings = Examine(result.GetValue(data));
            if (result.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(findings, Indented));
            }
            else
            {
                foreach (var finding in findings)
                {
                    Console.WriteLine($"{finding.State.ToString().ToUpperInvariant(),-5} {finding.Name,-14} {finding.Detail}");
                }
            }

            return findings.Any(finding => finding.State == FindingState.Fault) ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }

    private static IReadOnlyList<Finding> Examine(string? dataPath) =>
        [
            new("runtime", FindingState.Ok, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}"),
            ExamineCultures(),
            ExamineEngine(),
            ExaminePorts(),
            ExamineModel(),
            .. ExamineData(dataPath),
        ];

    /// <summary>Polish dates and numbers need ICU; the invariant mode of a slim container has none.</summary>
    private static Finding ExamineCultures() =>
        CultureInfo.GetCultureInfo("pl-PL").NumberFormat.NumberDecimalSeparator == ","
            ? new("languages", FindingState.Ok, "English and Polish")
            : new("languages", FindingState.Fault, "This machine has no ICU data, so Polish numbers and dates come out wrong. Install libicu (Debian: libicu72).");

    private static Finding ExamineEngine()
    {
        var instrument = InstrumentCatalog.Core;
        var request = Persona.All[0].Request(instrument.Locales[0]);
        if (!AnswerSheet.TryCreate(instrument, request.Locale, request.Answers, out var sheet, out _))
        {
            return new("engine", FindingState.Fault, "The shipped sample does not fit the shipped instrument: this build is broken.");
        }

        var insights = OfflineEngine.Analyze(sheet).Patterns.Count;
        return new("engine", FindingState.Ok, $"{instrument.Id} {instrument.Version}, {instrument.Items.Count} items; the sample report has {insights} patterns");
    }

    private static Finding ExaminePorts()
    {
        var taken = Enumerable.Range(3000, 4).Where(port => !IsFree(port)).ToArray();
        return taken.Length == 0
            ? new("ports", FindingState.Ok, "3000 to 3003 are free")
            : new("ports", FindingState.Note, $"Taken: {string.Join(", ", taken)}. If that is not Votive itself, use `votive up --port BASE`.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Finding ExamineModel() =>
        ProcessSettings.UsesClaude(ProcessSettings.Read())
            ? new("model", FindingState.Ok, "Claude gives a second reading where a person allows it")
            : new("model", FindingState.Note, "Reports are made by the offline engine alone; ANTHROPIC_API_KEY would add a second reading");

    private static IEnumerable<Finding> ExamineData(string? dataPath)
    {
        var data = DataDirectory.At(dataPath);
        var path = data.Path;
        var location = new DatabaseLocation(data, ProcessSettings.Read());
        if (!Directory.Exists(path))
        {
            yield return new("data", FindingState.Note, $"{path} is not there yet, or can't be seen; `votive up` makes it.");
            if (ProcessSettings.Read().ContainsKey("DATABASE_URL"))
            {
                yield return ExamineDatabase(data, location);
            }

            yield break;
        }

        var free = new DriveInfo(path).AvailableFreeSpace;
        yield return free < LowDiskBytes
            ? new("disk", FindingState.Fault, $"Only {free / (1024 * 1024)} MiB are free at {path}.")
            : new("disk", FindingState.Ok, $"{free / (1024 * 1024 * 1024.0):0.0} GiB free");
        if (!OperatingSystem.IsWindows())
        {
            var others = File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
            yield return others == 0
                ? new("data", FindingState.Ok, path)
                : new("data", FindingState.Fault, $"{path} is open to other users of this machine. Run: chmod 700 \"{path}\"");
        }

        yield return ExamineDatabase(data, location);
        if (!location.IsPostgres)
        {
            yield return ExamineBackups(location.BackupFolder);
        }
    }

    private static Finding ExamineBackups(string folder)
    {
        try
        {
            if (BackupFile.In(folder) is not [var newest, ..])
            {
                return new("backups", FindingState.Note, "There is none yet. The worker makes one daily at 03:11 UTC; `votive db backup` makes one now.");
            }

            var age = TimeProvider.System.GetUtcNow() - newest.MadeAt;
            return age < OldBackup
                ? new("backups", FindingState.Ok, $"the last is {Sizes.Describe(age)} old")
                : new("backups", FindingState.Note, $"The last is {Sizes.Describe(age)} old: see the worker's log, or run `votive db backup`.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new("backups", FindingState.Fault, e.Message);
        }
    }

    /// <summary>Looks at the file alone, so that a database in use, or one of a newer version, stays as it is.</summary>
    private static Finding ExamineDatabase(DataDirectory data, DatabaseLocation location)
    {
        if (location.IsPostgres)
        {
            return new("database", FindingState.Note, "On PostgreSQL, which is not asked here: `votive db status` and `votive db verify` do.");
        }

        try
        {
            if (location.IsLost)
            {
                return new("database", FindingState.Fault, $"{location.Path}: {DatabaseLocation.LostFault}");
            }

            var written = Environment.GetEnvironmentVariable("DATABASE_KEY") ?? KeyRecovery.ReadSecrets(data, ProcessSettings.Read()).GetValueOrDefault("DATABASE_KEY");
            if (written is null)
            {
                return location.Exists
                    ? new("database", FindingState.Fault, $"DATABASE_KEY is neither set nor in {data.SecretsFile}: without it the database can't be opened.")
                    : new("database", FindingState.Note, "There is none yet; `votive up` makes it.");
            }

            return DatabaseKey.TryParse(written, out var key)
                ? Describe(EncryptedFile.Probe(location.Path, key))
                : new("database", FindingState.Fault, "DATABASE_KEY is not a key: 32 random bytes as base64 or 64 hex digits.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return new("database", FindingState.Fault, e.Message);
        }
    }

    private static Finding Describe(EncryptedFileState state) => state switch
    {
        EncryptedFileState.Valid => new("database", FindingState.Ok, "the key fits; `votive db verify` checks the rest"),
        EncryptedFileState.Missing or EncryptedFileState.Empty => new("database", FindingState.Note, "There is none yet; `votive up` makes it."),
        EncryptedFileState.WrongKeyOrDamaged => new("database", FindingState.Fault, "DATABASE_KEY does not open it: it is another key, or the file is damaged."),
        EncryptedFileState.Plaintext => new("database", FindingState.Fault, "The file is not encrypted, so it is not Votive's."),
        _ => new("database", FindingState.Fault, "The file is not a database."),
    };

    private enum FindingState
    {
        Ok,
        Note,
        Fault,
    }

    private sealed record Finding(string Name, FindingState State, string Detail);
}
