namespace Votive.Storage.Copying;

/// <summary>How far a copy is.</summary>
/// <param name="Step">What is being done.</param>
/// <param name="Table">The table at hand.</param>
/// <param name="Rows">Rows of all tables that this step is done with.</param>
/// <param name="TotalRows">Rows that this step has to do with in all.</param>
public readonly record struct CopyProgress(CopyStep Step, string Table, long Rows, long TotalRows);

/// <summary>The steps of a copy, in order.</summary>
public enum CopyStep
{
    /// <summary>Reads every row of the source and looks whether the target can hold it.</summary>
    Checking,

    /// <summary>Writes the rows, in one transaction.</summary>
    Copying,

    /// <summary>Reads both sides and compares them, before the transaction is committed.</summary>
    Verifying,

    /// <summary>Reads both sides and compares them once more, after the commit, on another connection.</summary>
    VerifyingAgain,
}
