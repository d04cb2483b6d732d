namespace Votive.EncryptedSqlite;

/// <summary>What <see cref="EncryptedFile.CheckPages"/> found.</summary>
/// <param name="TotalPages">Pages the file has, or should have by its header where it was cut off.</param>
/// <param name="DamagedPages">How many of them don't open or are missing. All, under another key.</param>
/// <param name="FirstDamaged">Numbers of the first of these, from 1, ascending; at most <see cref="ListedPages"/>.</param>
public sealed record PageCheck(long TotalPages, long DamagedPages, IReadOnlyList<long> FirstDamaged)
{
    /// <summary>How many damaged pages are listed by number.</summary>
    public const int ListedPages = 100;
}
