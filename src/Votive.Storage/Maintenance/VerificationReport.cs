using Votive.Storage.Databases;

namespace Votive.Storage.Maintenance;

/// <summary>What the checks of one database found.</summary>
/// <param name="Location">Path of the file; for PostgreSQL the server and database, without password.</param>
/// <param name="Checks">In the order they ran.</param>
/// <param name="Schema">How its schema compares with this program's; null where it could not be read.</param>
/// <param name="HasChecksum">Whether a checksum lies beside it.</param>
/// <param name="OpensWithPreviousKey">Whether <c>DATABASE_KEY_PREVIOUS</c> opens it, not <c>DATABASE_KEY</c>.</param>
public sealed record VerificationReport(
    string Location, IReadOnlyList<VerificationCheck> Checks, SchemaState? Schema = null, bool HasChecksum = false, bool OpensWithPreviousKey = false)
{
    /// <summary>Whether nothing is wrong with it but that a key of it is not at hand.</summary>
    public bool LacksKey { get; init; }

    /// <summary>Whether no check failed.</summary>
    public bool IsGood => Checks.All(check => check.Outcome != VerificationOutcome.Failed);

    /// <summary>What is wrong, one sentence each; empty when nothing.</summary>
    public IEnumerable<string> Faults => Checks.Where(check => check.Outcome == VerificationOutcome.Failed).Select(check => check.Detail);
}

/// <summary>One check of a database.</summary>
/// <param name="Name">One or two words.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What was seen, or what is wrong.</param>
public sealed record VerificationCheck(string Name, VerificationOutcome Outcome, string Detail);

/// <summary>How a check ended.</summary>
public enum VerificationOutcome
{
    /// <summary>All is well.</summary>
    Passed,

    /// <summary>Something is wrong.</summary>
    Failed,

    /// <summary>It did not run; the detail says why.</summary>
    Skipped,
}
