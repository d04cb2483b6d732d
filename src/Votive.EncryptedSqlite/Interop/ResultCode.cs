namespace Votive.EncryptedSqlite.Interop;

/// <summary>SQLite's result codes, as far as a VFS gives or meets them.</summary>
internal static class ResultCode
{
    public const int Ok = 0;
    public const int IoError = 10;
    public const int NotFound = 12;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int NotADatabase = 26;
    public const int IoErrorRead = IoError | (1 << 8);
    public const int IoErrorShortRead = IoError | (2 << 8);
    public const int IoErrorWrite = IoError | (3 << 8);
    public const int IoErrorTruncate = IoError | (6 << 8);
    public const int IoErrorClose = IoError | (16 << 8);

    /// <summary>The content of a page does not fit its authentication tag.</summary>
    public const int IoErrorData = IoError | (32 << 8);
}
