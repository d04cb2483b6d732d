namespace Votive.Storage.Databases.Sqlite;

/// <summary>SQLite's result codes that mean something to us (sqlite.org/rescode.html).</summary>
internal static class SqliteResult
{
    /// <summary>A statement that can't be run, for instance because its table is missing.</summary>
    public const int Error = 1;

    public const int Busy = 5;
    public const int Locked = 6;
    public const int ReadOnly = 8;
    public const int InputOutput = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int Constraint = 19;
    public const int NotADatabase = 26;

    /// <summary>Extended code <c>SQLITE_IOERR_SHORT_READ</c>: the file ends too early.</summary>
    public const int ShortRead = 522;

    /// <summary>Extended code <c>SQLITE_IOERR_DATA</c>: what was read does not fit its tag.</summary>
    public const int DamagedPage = 8202;
}
