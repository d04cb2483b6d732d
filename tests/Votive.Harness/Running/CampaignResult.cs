namespace Votive.Harness.Running;

/// <summary>A row of the table.</summary>
/// <param name="Campaign">Name.</param>
/// <param name="Rounds">Faults brought about.</param>
/// <param name="Acknowledged">Things that were acknowledged, or looked at, and had to be there.</param>
/// <param name="Unit">What they are.</param>
/// <param name="IntegrityFaults">Times that a database was damaged, held half a transaction, or gave content that nobody wrote.</param>
/// <param name="LostRows">Acknowledged things that were gone.</param>
/// <param name="OtherFindings">Everything else that must not be: processes that crashed, answers that should not have been given.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Findings">All of the above in words, with seed and folder.</param>
/// <param name="Remarks">What one should know when reading the row, for instance that a disk could not be mounted.</param>
internal sealed record CampaignResult(
    string Campaign,
    long Rounds,
    long Acknowledged,
    string Unit,
    long IntegrityFaults,
    long LostRows,
    long OtherFindings,
    double Seconds,
    IReadOnlyList<string> Findings,
    IReadOnlyList<string> Remarks)
{
    /// <summary>Whether nothing was found, and something was looked at.</summary>
    public bool IsClean => IntegrityFaults == 0 && LostRows == 0 && OtherFindings == 0 && Rounds > 0 && Acknowledged > 0;
}
