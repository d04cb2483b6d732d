using System.Globalization;
using Votive.Harness.Databases;
using Votive.Harness.Running;
using Votive.Harness.Services;

namespace Votive.Harness.Campaigns;

/// <summary>
/// F12: the database is read-only, missing, cut off, damaged, foreign, or the key is wrong or missing. The service ends with 78, names the variable, tells no
/// key, and leaves the files as they were; it never makes an empty database in the place of one that is gone.
/// </summary>
internal sealed class RefusedStarts : ICampaign
{
    private const int FullRounds = 5;
    private const int ConfigurationExitCode = 78;
    private const int PageSize = 4096;
    private const int People = 20;

    private static readonly Fault[] Faults =
    [
        new("read-only", "DATABASE_URL", (files, _) => File.SetAttributes(files.Path, FileAttributes.ReadOnly)),
        new("missing", "DATABASE_URL", (files, _) => File.Delete(files.Path)),
        new("cut to nothing", "DATABASE_URL", (files, _) => Cut(files, _ => 0)),
        new("cut within the first page", "DATABASE_URL", (files, random) => Cut(files, _ => random.Next(1, PageSize))),
        new("cut within", "DATABASE_URL", (files, random) => Cut(files, length => random.NextInt64(PageSize, length - 1))),
        new("bit flipped in the salt", "DATABASE_", (files, random) => Flip(files, 0, 16, random)),
        new("bit flipped in the first page", "DATABASE_", (files, random) => Flip(files, 16, PageSize, random)),
        new("bit flipped in every page", "DATABASE_URL", (files, random) => FlipInEachPage(files, random)),
        new("overwritten by garbage", "DATABASE_", (files, random) => Overwrite(files, random)),
        new("plaintext", "DATABASE_URL", (files, _) => MakePlaintext(files)),
        new("a folder", "DATABASE_URL", (files, _) => MakeFolder(files)),
        new("wrong key", "DATABASE_KEY", (_, _) => { }) { Key = "7777777777777777777777777777777777777777777777777777777777777777" },
        new("no key", "DATABASE_KEY", (_, _) => { }) { Key = "" },
    ];

    public string Name => "refused-start";

    public string Unit => "databases";

    public Task RunAsync(CampaignRun run, CancellationToken cancellationToken) =>
        run.TrialsAsync(run.Scale(FullRounds), run.Options.Lanes, async trial =>
        {
            var made = await ServiceDatabase.MakeAsync(Path.Combine(trial.Folder, "made"), trial.Random, People, cancellationToken);
            foreach (var fault in Faults)
            {
                await RefuseAsync(trial, made, fault, cancellationToken);
            }
        }, cancellationToken);

    private static async Task RefuseAsync(Trial trial, ServiceDatabase made, Fault fault, CancellationToken cancellationToken)
    {
        var files = CopyOf(made.Files, Path.Combine(trial.Folder, fault.Name.Replace(' ', '-')));
        fault.Bring(files, trial.Random);
        var before = Snapshot(files);
        var settings = ServiceSettings.For(files);
        if (fault.Key is not null)
        {
            settings = settings with { DatabaseKey = fault.Key.Length == 0 ? null : fault.Key };
        }

        await using var service = PromptServiceProcess.Start(settings);
        if (await service.WaitUntilReadyAsync(cancellationToken) is not null)
        {
            trial.IntegrityFault($"{fault.Name}: the service starts");
            return;
        }

        var error = await service.WaitForExitAsync(cancellationToken);
        if (service.ExitCode != ConfigurationExitCode || !error.Contains(fault.Variable, StringComparison.Ordinal))
        {
            trial.Finding(string.Create(CultureInfo.InvariantCulture, $"{fault.Name}: the service ends with {service.ExitCode} and says: {error}"));
        }

        if (error.Contains(settings.DatabaseKey ?? Convert.ToHexString(files.Key), StringComparison.OrdinalIgnoreCase) || error.Contains("   at ", StringComparison.Ordinal))
        {
            trial.Finding($"{fault.Name}: it tells more than the cause: {error}");
        }

        if (!Snapshot(files).AsSpan().SequenceEqual(before))
        {
            trial.IntegrityFault($"{fault.Name}: the refused file was changed, or a new one was made");
        }

        trial.CountRound(1);
    }

    /// <summary>With the mark beside it that says that there was a database.</summary>
    private static DatabaseFiles CopyOf(DatabaseFiles made, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.EnumerateFiles(Path.GetDirectoryName(made.Path)!))
        {
            File.Copy(path, Path.Combine(folder, Path.GetFileName(path)), overwrite: true);
        }

        return new DatabaseFiles(Path.Combine(folder, Path.GetFileName(made.Path)), made.Key);
    }

    /// <summary>What lies at the path, byte for byte; nothing where nothing lies.</summary>
    private static byte[] Snapshot(DatabaseFiles files) => File.Exists(files.Path) ? File.ReadAllBytes(files.Path) : [];

    private static void Cut(DatabaseFiles files, Func<long, long> length)
    {
        using var stream = new FileStream(files.Path, FileMode.Open, FileAccess.Write);
        stream.SetLength(length(stream.Length));
    }

    private static void Flip(DatabaseFiles files, int from, int to, Random random)
    {
        var content = File.ReadAllBytes(files.Path);
        content[random.Next(from, to)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(files.Path, content);
    }

    /// <summary>In each, because one that is free is read by nobody.</summary>
    private static void FlipInEachPage(DatabaseFiles files, Random random)
    {
        var content = File.ReadAllBytes(files.Path);
        for (var page = PageSize; page < content.Length; page += PageSize)
        {
            content[page + random.Next(PageSize)] ^= (byte)(1 << random.Next(8));
        }

        File.WriteAllBytes(files.Path, content);
    }

    private static void Overwrite(DatabaseFiles files, Random random)
    {
        var content = File.ReadAllBytes(files.Path);
        random.NextBytes(content);
        File.WriteAllBytes(files.Path, content);
    }

    private static void MakePlaintext(DatabaseFiles files)
    {
        File.Delete(files.Path);
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={files.Path};Pooling=False");
        connection.Open();
        connection.Execute("CREATE TABLE entries (id INTEGER PRIMARY KEY)");
    }

    private static void MakeFolder(DatabaseFiles files)
    {
        File.Delete(files.Path);
        Directory.CreateDirectory(files.Path);
    }

    /// <summary>What is wrong, and the variable that the refusal names.</summary>
    private sealed record Fault(string Name, string Variable, Action<DatabaseFiles, Random> Bring)
    {
        /// <summary>The key to start with: null for the right one, empty for none.</summary>
        public string? Key { get; init; }
    }
}
