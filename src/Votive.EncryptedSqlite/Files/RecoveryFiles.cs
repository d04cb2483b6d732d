using Votive.EncryptedSqlite.Interop;

namespace Votive.EncryptedSqlite.Files;

/// <summary>The rollback journal and WAL that may lie beside a main database file.</summary>
/// <param name="vfs">The operating-system VFS.</param>
/// <param name="databaseName">The name passed to xOpen; SQLite keeps it until the file is closed.</param>
internal readonly unsafe struct RecoveryFiles(NativeVfs* vfs, byte* databaseName)
{
    private readonly NativeVfs* _vfs = vfs;
    private readonly byte* _databaseName = databaseName;

    /// <summary>Whether one of them is there and not empty.</summary>
    public bool Exist() => Exists(SqliteLibrary.WalName(_databaseName)) || Exists(SqliteLibrary.JournalName(_databaseName));

    private bool Exists(byte* name)
    {
        const int Existence = 0;
        var exists = 0;
        return name is not null && _vfs->Access(_vfs, name, Existence, &exists) == ResultCode.Ok && exists != 0;
    }
}
