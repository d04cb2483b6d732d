using System.CommandLine;
using Votive.Storage.Maintenance;

namespace Votive.Host.Commands.Db;

/// <summary><c>votive db export</c>.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The file to write; it must not exist." };
        var yes = Confirmation.Yes();
        var data = CommonOptions.Data();
        var json = CommonOptions.Json("what was made");
        var command = new Command("export", DbCommand.Describe(
            "Write the database as a PLAINTEXT SQLite file, which the sqlite3 tool opens. Whoever gets hold of it can read it. Columns that are encrypted field by field stay encrypted in it. It is no backup: `votive db backup` makes those.",
            "export /tmp/votive-plain.db",
            "export /tmp/votive-plain.db --yes")) { file, yes, data, json };
        command.SetAction((result, cancellationToken) => Faults.ReportAsync(
            async () =>
            {
                var path = Path.GetFullPath(result.GetRequiredValue(file));
                if (await Confirmation.AskAsync(
                    result.GetValue(yes),
                    $"'{path}' will NOT be encrypted: whoever gets hold of it reads prompts, and what people wrote where it is not encrypted field by field. Delete it when you are done; killed before its end, the command leaves '{path}.partial', which is as readable.",
                    cancellationToken) is { } declined)
                {
                    return declined;
                }

                var exitCode = await DbRun.ReportAsync(
                    result.GetValue(data),
                    result.GetValue(json),
                    (storage, progress) => storage.Get<DatabaseExport>().RunAsync(path, progress, cancellationToken),
                    Print,
                    cancellationToken);
                if (exitCode == ExitCodes.Success)
                {
                    Faults.Note($"'{path}' is not encrypted. Columns that are encrypted field by field are still so. Delete it when you are done.");
                }

                return exitCode;
            },
            cancellationToken));
        return command;
    }

    private static void Print(ExportOutcome export) =>
        Console.WriteLine($"Exported {export.Path} ({Sizes.Describe(export.SizeBytes)}), for its owner only.");
}
