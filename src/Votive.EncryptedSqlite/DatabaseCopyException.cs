namespace Votive.EncryptedSqlite;

/// <summary>SQLite could not read the source of a copy or write its target. The half-made target is gone.</summary>
public sealed class DatabaseCopyException : Exception
{
    internal DatabaseCopyException(string message, int extendedResult)
        : base(message) => SqliteExtendedErrorCode = extendedResult;

    /// <summary>
    /// SQLite's result code: 5 when the source stayed locked for longer than its busy timeout, 10 when a read or write failed, 11 when the
    /// source is malformed, 13 when the disk is full, 26 when the source is no database.
    /// </summary>
    public int SqliteErrorCode => SqliteExtendedErrorCode & 0xFF;

    /// <summary>SQLite's extended result code; 8202 (SQLITE_IOERR_DATA) says that a page of the source is damaged.</summary>
    public int SqliteExtendedErrorCode { get; }
}
