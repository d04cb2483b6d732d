namespace Votive.EncryptedSqlite.Interop;

/// <summary>The flags of xOpen: how, and what the file is for.</summary>
internal static class OpenFlags
{
    public const int ReadOnly = 0x1;
    public const int MainDatabase = 0x100;
    public const int MainJournal = 0x800;
    public const int SuperJournal = 0x4000;
    public const int Wal = 0x80000;

    /// <summary>Temporary databases, their journals, statement journals and transient indexes.</summary>
    public const int AnyTemporary = 0x200 | 0x400 | 0x1000 | 0x2000;
}
