using System.CommandLine;
using Votive.Storage.Maintenance;

namespace Votive.Host.Commands.Db;

/// <summary><c>votive db backup</c>.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--out") { Description = "The file to write; it must not exist. Default: backups/votive-TIME.db in the data folder.", HelpName = "FILE" };
        var keep = new Option<int?>("--keep")
        {
            Description = "Afterwards delete the oldest finished backups of that folder with names of Votive's, so that N remain.",
            HelpName = "N",
            CustomParser = argument => CommonOptions.ReadNumber(argument, "--keep", 1, int.MaxValue),
        };
        var data = CommonOptions.Data();
        var json = CommonOptions.Json("what was made");
        var command = new Command("backup", DbCommand.Describe(
            "Write an encrypted copy of the database beside running services, check it, and lay its SHA-256 beside it. It opens with the same key: keep secrets.env too, elsewhere.",
            "backup",
            "backup --keep 7",
            "backup --out /mnt/usb/votive.db")) { output, keep, data, json };
        command.SetAction((result, cancellationToken) => DbRun.ReportAsync(
            result.GetValue(data),
            result.GetValue(json),
            (storage, progress) => storage.Get<DatabaseBackup>().RunAsync(result.GetValue(output), result.GetValue(keep), progress, cancellationToken),
            Print,
            cancellationToken));
        return command;
    }

    private static void Print(BackupOutcome backup)
    {
        Console.WriteLine($"Backup   {backup.Path} ({Sizes.Describe(backup.SizeBytes)})");
        Console.WriteLine($"SHA-256  {backup.Sha256}, also in {backup.ChecksumPath}");
        foreach (var pruned in backup.Pruned)
        {
            Console.WriteLine($"Deleted  {pruned}");
        }

        if (backup.Warning is { } warning)
        {
            Faults.Note(warning);
        }
    }
}
