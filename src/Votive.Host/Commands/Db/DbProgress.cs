using System.Globalization;
using Votive.Storage.Maintenance;

namespace Votive.Host.Commands.Db;

/// <summary>Says on standard error what a command is doing: on a terminal in one line with the share done, else one line for each step.</summary>
internal sealed class DbProgress : IProgress<MaintenanceProgress>
{
    private readonly Progress _line = new();
    private string? _said;

    public void Report(MaintenanceProgress value)
    {
        var doing = Describe(value.Step);
        if (!Console.IsErrorRedirected)
        {
            _line.Report(value.Total == 0 ? doing : string.Create(CultureInfo.InvariantCulture, $"{doing} {100 * value.Done / value.Total} %"));
        }
        else if (doing != _said)
        {
            Console.Error.WriteLine(doing);
        }

        _said = doing;
    }

    /// <summary>Takes the line away.</summary>
    public void Done() => _line.Done();

    private static string Describe(MaintenanceStep step) => step switch
    {
        MaintenanceStep.CheckingSum => "Comparing the checksum.",
        MaintenanceStep.CheckingPages => "Authenticating every page.",
        MaintenanceStep.CheckingContent => "Checking tables, indexes and foreign keys.",
        MaintenanceStep.KeyAnnounced => "The new key is written down.",
        MaintenanceStep.Settling => "Emptying the write-ahead log.",
        MaintenanceStep.Copying => "Copying pages.",
        MaintenanceStep.Summing => "Computing the checksum.",
        MaintenanceStep.LogSetAside => "Replacing the database.",
        MaintenanceStep.Replaced => "The database is replaced.",
        MaintenanceStep.Cleared => "Nothing of the former one is left in its place.",
        MaintenanceStep.KeyPromoted => "The new key is in force.",
        MaintenanceStep.Migrating => "Applying migrations.",
        _ => step.ToString(),
    };
}
