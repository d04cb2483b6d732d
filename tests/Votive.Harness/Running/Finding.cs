namespace Votive.Harness.Running;

/// <summary>What kind of thing was found that must not be.</summary>
internal enum Finding
{
    /// <summary>A database was damaged, held half a transaction, or gave content that nobody wrote.</summary>
    IntegrityFault,

    /// <summary>Acknowledged rows were gone.</summary>
    LostRows,

    /// <summary>Anything else.</summary>
    Other,
}
