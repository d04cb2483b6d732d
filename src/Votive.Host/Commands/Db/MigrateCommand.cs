using System.CommandLine;
using Votive.Host.Running;
using Votive.Storage.Maintenance;

namespace Votive.Host.Commands.Db;

/// <summary><c>votive db migrate</c>.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var noBackup = new Option<bool>("--no-backup") { Description = "Don't back up first. On PostgreSQL nothing is backed up in any case: use pg_dump." };
        var data = CommonOptions.Data();
        var json = CommonOptions.Json("what was applied");
        var command = new Command("migrate", DbCommand.Describe(
            "Bring the database's schema up to date, after a backup where migrations are outstanding. Makes the database where there is none. `votive up` does the same at each start.",
            "migrate",
            "migrate --no-backup")) { noBackup, data, json };
        command.SetAction((result, cancellationToken) => Faults.ReportAsync(
            async () =>
            {
                // The one command that may be the first on a machine.
                var settings = ProcessSettings.Read();
                var folder = DataDirectory.Open(result.GetValue(data));
                FolderOwner.RequireOwn(folder, new DatabaseLocation(folder, settings));
                await FirstSecrets.ReadOrCreateAsync(folder, settings, cancellationToken);
                return await DbRun.ReportAsync(
                    result.GetValue(data),
                    result.GetValue(json),
                    (storage, progress) => storage.Get<DatabaseMigration>().RunAsync(!result.GetValue(noBackup), progress, cancellationToken),
                    Print,
                    cancellationToken,
                    needsFieldKeys: true);
            },
            cancellationToken));
        return command;
    }

    private static void Print(MigrationOutcome outcome)
    {
        if (outcome.Backup is { } backup)
        {
            Console.WriteLine($"Backup   {backup.Path}");
        }

        foreach (var migration in outcome.Applied)
        {
            Console.WriteLine($"Applied  {migration}");
        }

        Console.WriteLine(outcome switch
        {
            { IsNew: true } => "The database was made.",
            { Applied.Count: 0 } => "No migration was outstanding.",
            _ => "The schema is up to date.",
        });
    }
}
