namespace Votive.Storage.Copying;

/// <summary>What a copy has done, or would do.</summary>
/// <param name="Target">The target without user and password, for instance <c>postgresql://db.example:5432/votive</c>.</param>
/// <param name="Tables">Every table, in the order of copying.</param>
public sealed record CopyReport(string Target, IReadOnlyList<CopiedTable> Tables)
{
    /// <summary>Rows of all tables.</summary>
    public long Rows => Tables.Sum(table => table.Rows);

    /// <summary>Bytes of all tables.</summary>
    public long Bytes => Tables.Sum(table => table.Bytes);
}

/// <summary>One table of a copy.</summary>
/// <param name="Name">Name of the table.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Bytes">Length of its rows' canonical form, which is what the checksums are made over.</param>
/// <param name="SourceChecksum">SHA-256 over the SHA-256 of each row in the order of keys, as the source gave them; 64 hex digits. Null in a dry run.</param>
/// <param name="TargetChecksum">The same, as the target gave them after the commit. Null in a dry run.</param>
public sealed record CopiedTable(string Name, long Rows, long Bytes, string? SourceChecksum, string? TargetChecksum)
{
    /// <summary>Whether source and target are the same; null in a dry run.</summary>
    public bool? IsEqual => SourceChecksum is null ? null : SourceChecksum == TargetChecksum;
}
