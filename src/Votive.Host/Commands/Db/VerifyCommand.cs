using System.CommandLine;
using Votive.Host.Running;
using Votive.Storage.Maintenance;

namespace Votive.Host.Commands.Db;

/// <summary><c>votive db verify</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = "A backup. A relative path starts at the working directory, or else at the data folder. Default: the database itself.", Arity = ArgumentArity.ZeroOrOne };
        var data = CommonOptions.Data();
        var json = CommonOptions.Json("the checks");
        var command = new Command("verify", DbCommand.Describe(
            "Check whether the database, or a backup, is whole: checksum, key, every page, SQLite's integrity check, foreign keys, schema. Changes nothing; ends with 1 when something is wrong.",
            "verify",
            "verify backups/votive-20260301T031100Z.db",
            "verify --json")) { file, data, json };
        command.SetAction((result, cancellationToken) =>
        {
            var path = result.GetValue(file) is { } named ? DataDirectory.At(result.GetValue(data)).FindFile(named) : null;
            return DbRun.ReportAsync(
                result.GetValue(data),
                result.GetValue(json),
                (storage, progress) => path is not null
                    ? storage.Get<DatabaseVerification>().CheckFileAsync(path, progress, cancellationToken)
                    : storage.Get<DatabaseVerification>().CheckDatabaseAsync(progress, cancellationToken),
                Print,
                cancellationToken,
                file: path);
        });
        return command;
    }

    private static void Print(VerificationReport report)
    {
        Console.WriteLine(report.Location);
        foreach (var check in report.Checks)
        {
            var outcome = check.Outcome switch { VerificationOutcome.Passed => "ok", VerificationOutcome.Failed => "WRONG", _ => "–" };
            Console.WriteLine($"  {outcome,-6} {check.Name,-13} {check.Detail}");
        }

        if (!report.IsGood)
        {
            Faults.Fail(ExitCodes.Failure, $"{report.Location}: {string.Join(' ', report.Faults)}");
        }
    }
}
