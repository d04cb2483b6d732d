using System.CommandLine;
using System.Globalization;
using Votive.EncryptedSqlite;
using Votive.Host.Running;
using Votive.Storage.Databases;
using Votive.Storage.Maintenance;

namespace Votive.Host.Commands.Db;

/// <summary><c>votive db status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var json = CommonOptions.Json("the state");
        var command = new Command("status", DbCommand.Describe(
            "Say how the database is doing: where it is, whether it opens, its size, schema and rows, the last backup, and who uses it. Changes nothing.",
            "status",
            "status --json")) { data, json };
        command.SetAction((result, cancellationToken) => Faults.ReportAsync(
            () =>
            {
                var location = new DatabaseLocation(DataDirectory.At(result.GetValue(data)), ProcessSettings.Read());
                if (location.IsPostgres || (location.Exists && !location.IsLost))
                {
                    return DbRun.ReportAsync(
                        result.GetValue(data),
                        result.GetValue(json),
                        (storage, _) => storage.Get<DatabaseStatus>().ReadAsync(cancellationToken),
                        Print,
                        cancellationToken);
                }

                // No key is needed to say that there is nothing.
                var missing = new DatabaseStatusReport
                {
                    Provider = "sqlite",
                    Location = location.Path,
                    State = location.Exists ? EncryptedFileState.Empty : EncryptedFileState.Missing,
                    Fault = location.IsLost ? DatabaseLocation.LostFault : null,
                    Schema = SchemaState.Missing,
                    LastBackup = LastBackup.In(location.BackupFolder, TimeProvider.System.GetUtcNow()),
                    Leftovers = Leftover.Beside(location.Path),
                };
                DbRun.Print(result.GetValue(json), missing, Print);
                return Task.FromResult(missing.Fault is null ? ExitCodes.Success : ExitCodes.Failure);
            },
            cancellationToken));
        return command;
    }

    private static void Print(DatabaseStatusReport status)
    {
        Line("Database", $"{status.Provider}, {status.Location}");
        if (status.State is { } state)
        {
            Line("State", state == EncryptedFileState.Missing && status.Fault is not null ? "missing" : Describe(state));
        }

        if (status.Fault is { } fault)
        {
            Line("Fault", fault);
        }

        if (status.SizeBytes is { } size)
        {
            Line("Size", $"{Sizes.Describe(size)}{(status.WalBytes is { } log ? $", write-ahead log {Sizes.Describe(log)}" : "")}");
        }

        if (status.PageCount is { } pages)
        {
            Line("Pages", string.Create(
                CultureInfo.InvariantCulture,
                $"{pages}; {status.PageWrites} page writes since the last change of key, {100.0 * status.PageWrites / status.PageWriteLimit:0.##} % of those it allows"));
        }

        if (status.Schema is { } schema && schema != SchemaState.Missing)
        {
            Line("Schema", string.Create(
                CultureInfo.InvariantCulture, $"{Describe(schema)}; {status.AppliedMigrations.Count} applied, {status.PendingMigrations.Count} outstanding"));
        }

        foreach (var (table, rows) in status.Rows)
        {
            Line("Rows", string.Create(CultureInfo.InvariantCulture, $"{rows,9} {table}"));
        }

        foreach (var use in status.FieldKeys)
        {
            var place = (use.InForce, use.IsKnown) switch { (true, _) => "in force", (_, true) => "in FIELD_KEYS", _ => "NOT in FIELD_KEYS: it can't be opened" };
            Line("Field key", string.Create(CultureInfo.InvariantCulture, $"{use.Count,9} sealed with {use.KeyId}, {place}"));
        }

        if (status.InUse is { } inUse)
        {
            Line("In use", (inUse, status.Locked) switch { (_, true) => "yes, and locked by a writer right now", (true, _) => "yes", _ => "no" });
        }

        if (status.FreeDiskBytes is { } free)
        {
            Line("Disk free", Sizes.Describe(free));
        }

        foreach (var leftover in status.Leftovers)
        {
            Line("Left over", $"{leftover.Path}, {Sizes.Describe(leftover.SizeBytes)}: delete it once all is well");
        }

        if (status is { Provider: "sqlite", State: not EncryptedFileState.Missing } or { Fault: not null, Provider: "sqlite" } or { LastBackup: not null })
        {
            Line("Backup", status.LastBackup is { } backup
                ? $"{backup.Path}, {Sizes.Describe(TimeSpan.FromSeconds(backup.AgeSeconds))} old"
                : "none yet; `votive db backup` makes one");
        }
    }

    private static void Line(string name, string value) => Console.WriteLine($"{name,-10} {value}");

    private static string Describe(EncryptedFileState state) => state switch
    {
        EncryptedFileState.Missing => "there is none yet; `votive up` makes it",
        EncryptedFileState.Empty => "an empty file",
        EncryptedFileState.Valid => "encrypted, opens with its key",
        EncryptedFileState.Plaintext => "not encrypted",
        EncryptedFileState.WrongKeyOrDamaged => "does not open",
        _ => "not a database",
    };

    private static string Describe(SchemaState schema) => schema switch
    {
        SchemaState.Older => "older than this version needs: `votive db migrate`",
        SchemaState.Newer => "of a newer version of Votive",
        _ => "current",
    };
}
