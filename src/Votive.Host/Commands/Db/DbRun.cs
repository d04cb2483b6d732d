using System.Text.Json;
using Votive.Contracts;
using Votive.Host.Running;
using Votive.Storage.Maintenance;

namespace Votive.Host.Commands.Db;

/// <summary>What all commands on the database do alike.</summary>
internal static class DbRun
{
    private static readonly JsonSerializerOptions Indented = new(ContractJson.Options) { WriteIndented = true };

    /// <summary>Runs an operation over the storage of a data folder, with progress on standard error, and prints what it gave.</summary>
    /// <param name="dataPath">From <c>--data</c>; null for the user's own.</param>
    /// <param name="asJson">Whether to print one JSON object.</param>
    /// <param name="work">The operation.</param>
    /// <param name="print">Prints the result for people.</param>
    /// <param name="cancellationToken">The command's.</param>
    /// <param name="needsFieldKeys">Whether the operation seals or opens fields.</param>
    /// <param name="file">The file that the operation opens; null for the database alone.</param>
    public static Task<int> ReportAsync<T>(
        string? dataPath, bool asJson, Func<DatabaseServices, IProgress<MaintenanceProgress>, Task<T>> work, Action<T> print, CancellationToken cancellationToken,
        bool needsFieldKeys = false, string? file = null) =>
        Faults.ReportAsync(async () =>
        {
            var progress = new DbProgress();
            using var storage = DatabaseServices.Open(DataDirectory.At(dataPath), needsFieldKeys, file);
            try
            {
                var result = await work(storage, progress);
                progress.Done();
                Print(asJson, result, print);
                return ExitCodeFor(result);
            }
            finally
            {
                progress.Done();
            }
        }, cancellationToken);

    private static int ExitCodeFor<T>(T result) => result switch
    {
        // As every other command does where the server is down.
        DatabaseStatusReport { Fault: not null, Provider: "postgresql" } or VerificationReport { Checks: [{ Name: "connection", Outcome: VerificationOutcome.Failed }] } => ExitCodes.Unavailable,
        DatabaseStatusReport { Fault: not null } or VerificationReport { IsGood: false } => ExitCodes.Failure,
        _ => ExitCodes.Success,
    };

    /// <summary>Prints a result.</summary>
    public static void Print<T>(bool asJson, T result, Action<T> print)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(result, Indented));
        }
        else
        {
            print(result);
        }
    }
}
