namespace Votive.EncryptedSqlite;

/// <summary>How far work over the pages of a database has come.</summary>
/// <param name="DonePages">Pages done, from 0 to <paramref name="TotalPages"/>.</param>
/// <param name="TotalPages">All pages; an estimate while a plaintext database is imported, exact in the last report.</param>
public readonly record struct PageProgress(long DonePages, long TotalPages);
