using System.CommandLine;
using Votive.Host.Running;
using Votive.Storage.Databases;
using Votive.Storage.Maintenance;

namespace Votive.Host.Commands.Db;

/// <summary><c>votive db restore</c>.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A backup that `votive db backup` made. A relative path starts at the working directory, or else at the data folder." };
        var noChecksum = new Option<bool>("--no-checksum") { Description = "Take a backup that has no checksum beside it." };
        var yes = Confirmation.Yes();
        var data = CommonOptions.Data();
        var json = CommonOptions.Json("what was done");
        var command = new Command("restore", DbCommand.Describe(
            "Check a backup and put it in the database's place. Stop the services first. The former database is kept beside it as votive.db.before-restore-TIME.",
            "restore backups/votive-20260301T031100Z.db",
            "restore /mnt/usb/votive.db --yes")) { file, noChecksum, yes, data, json };
        command.SetAction((result, cancellationToken) => Faults.ReportAsync(async () =>
        {
            var folder = DataDirectory.At(result.GetValue(data));
            var path = folder.FindFile(result.GetRequiredValue(file));
            if (!File.Exists(path))
            {
                return Faults.Fail(ExitCodes.NoInput, $"There is no file '{path}'.");
            }

            var database = new DatabaseLocation(folder, ProcessSettings.Read());
            var warning = $"'{path}' will take the place of the database '{(database.IsPostgres ? "on PostgreSQL" : database.Path)}', which is kept beside it under another name.";
            return await Confirmation.AskAsync(result.GetValue(yes), warning, cancellationToken) is { } declined
                ? declined
                : await DbRun.ReportAsync(
                    result.GetValue(data),
                    result.GetValue(json),
                    (storage, progress) => storage.Get<DatabaseRestore>().RunAsync(path, !result.GetValue(noChecksum), progress, cancellationToken),
                    Print,
                    cancellationToken,
                    file: path);
        }, cancellationToken));
        return command;
    }

    private static void Print(RestoreOutcome restored)
    {
        Console.WriteLine($"Restored  {restored.DatabasePath}");
        Console.WriteLine(restored.FormerPath is { } former ? $"Former    {former}: delete it once all is well." : "Former    There was none.");
        if (restored.WasUnderPreviousKey)
        {
            Console.WriteLine("Key       The backup was under DATABASE_KEY_PREVIOUS; the database is under DATABASE_KEY.");
        }

        if (restored.Schema == SchemaState.Older)
        {
            Console.WriteLine("Schema    Older than this version; the next start, or `votive db migrate`, brings it up to date.");
        }
    }
}
