using System.CommandLine;
using System.Security.Cryptography;
using Votive.Host.Running;
using Votive.Storage;
using Votive.Storage.Maintenance;

namespace Votive.Host.Commands.Db;

/// <summary><c>votive db rekey</c>.</summary>
internal static class RekeyCommand
{
    private const string NewKey = "NEW_DATABASE_KEY";

    public static Command Create()
    {
        var data = CommonOptions.Data();
        var json = CommonOptions.Json("what was done");
        var command = new Command("rekey", DbCommand.Describe(
            "Put the database under a new key and a new salt. Stop the services first. The key in secrets.env is replaced, and kept there as DATABASE_KEY_PREVIOUS for older backups. "
            + "Where the environment has DATABASE_KEY, give the new key as NEW_DATABASE_KEY, or its file as NEW_DATABASE_KEY_FILE. Interrupted, the next `votive up` or `votive db rekey` finishes or takes back what was begun.",
            "rekey",
            "rekey --data /srv/votive",
            "rekey --json        # with DATABASE_KEY and NEW_DATABASE_KEY_FILE set")) { data, json };
        command.SetAction((result, cancellationToken) => RunAsync(result.GetValue(data), result.GetValue(json), cancellationToken));
        return command;
    }

    private static Task<int> RunAsync(string? dataPath, bool asJson, CancellationToken cancellationToken) => Faults.ReportAsync(async () =>
    {
        var data = DataDirectory.At(dataPath);
        var environment = ProcessSettings.Read();
        var next = ReadNewKey(environment);
        var secrets = data.ReadSecrets();
        var isInEnvironment = environment.TryGetValue(KeyRecovery.Current, out var current);
        current ??= secrets.GetValueOrDefault(KeyRecovery.Current);
        if (isInEnvironment && next is null)
        {
            throw new MaintenanceException(MaintenanceFault.Key, $"DATABASE_KEY comes from the environment, so the new key has to as well: set {NewKey}, or {NewKey}_FILE, to 32 random bytes as base64 or 64 hex digits (`openssl rand -base64 32`).");
        }

        if (next is not null && current is not null && DatabaseKey.TryParse(current, out var inForce)
            && CryptographicOperations.FixedTimeEquals(inForce, DatabaseKey.Parse(next)))
        {
            throw new MaintenanceException(MaintenanceFault.Key, $"{NewKey} is the key that is in force already: give another.");
        }

        using var storage = DatabaseServices.Open(data, secrets);
        IKeyChange keys = isInEnvironment ? new EnvironmentKeyChange(DatabaseKey.Parse(next!)) : new SecretsKeyChange(data, next);
        var progress = new DbProgress();
        try
        {
            var outcome = await storage.Get<DatabaseRekey>().RunAsync(keys, progress, cancellationToken);
            progress.Done();
            DbRun.Print(asJson, outcome, done => Print(done, data, isInEnvironment));
            if (isInEnvironment)
            {
                Faults.Note($"Set DATABASE_KEY to the value of {NewKey} NOW, before anything starts; put the former value in front of DATABASE_KEY_PREVIOUS, with a comma, for older backups.");
            }

            return ExitCodes.Success;
        }
        finally
        {
            progress.Done();
        }
    }, cancellationToken);

    /// <exception cref="MaintenanceException">What is there is not a key.</exception>
    private static string? ReadNewKey(IReadOnlyDictionary<string, string?> environment)
    {
        var name = environment.ContainsKey(NewKey) ? NewKey : $"{NewKey}_FILE";
        if (!environment.TryGetValue(name, out var written) || written is null)
        {
            return null;
        }

        if (name != NewKey)
        {
            written = File.Exists(written)
                ? File.ReadAllText(written).Trim()
                : throw new MaintenanceException(MaintenanceFault.Key, $"{name} names a file that is not there.");
        }

        return DatabaseKey.TryParse(written, out _)
            ? written
            : throw new MaintenanceException(MaintenanceFault.Key, $"{name} is not 32 bytes written as base64 or as 64 hex digits.");
    }

    private static void Print(RekeyOutcome outcome, DataDirectory data, bool isInEnvironment)
    {
        Console.WriteLine($"Database  {outcome.DatabasePath} is under {(outcome.FinishedEarlierRun ? "the key of an earlier run that was interrupted; it is finished now" : "a new key and a new salt")}.");
        if (!isInEnvironment)
        {
            Console.WriteLine($"Key       {data.SecretsFile}: the former one is the first of DATABASE_KEY_PREVIOUS, which older backups need. Keep a copy of that file.");
        }

        Console.WriteLine("Backup    Make a new one now: `votive db backup`.");
    }
}
