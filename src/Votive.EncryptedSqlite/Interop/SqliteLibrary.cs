using System.Runtime.InteropServices;
using SQLitePCL;

namespace Votive.EncryptedSqlite.Interop;

/// <summary>The functions of SQLite that a VFS needs and that SQLitePCLRaw does not offer.</summary>
internal static unsafe partial class SqliteLibrary
{
    private const string Library = "e_sqlite3";

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_find")]
    public static partial NativeVfs* FindVfs(byte* name);

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_register")]
    public static partial int RegisterVfs(NativeVfs* vfs, int makeDefault);

    /// <summary>The main database file to which a journal or WAL belongs.</summary>
    /// <param name="name">A name exactly as SQLite passed it to xOpen.</param>
    [LibraryImport(Library, EntryPoint = "sqlite3_database_file_object")]
    public static partial NativeFile* DatabaseFileOf(byte* name);

    /// <param name="name">A name exactly as SQLite passed it to xOpen; so for <see cref="WalName"/>.</param>
    [LibraryImport(Library, EntryPoint = "sqlite3_filename_journal")]
    public static partial byte* JournalName(byte* name);

    [LibraryImport(Library, EntryPoint = "sqlite3_filename_wal")]
    public static partial byte* WalName(byte* name);

    /// <summary>Makes a name to pass to xOpen for a main database; see <see cref="FreeFileName"/>.</summary>
    [LibraryImport(Library, EntryPoint = "sqlite3_create_filename")]
    public static partial byte* CreateFileName(byte* database, byte* journal, byte* wal, int parameterCount, byte** parameters);

    [LibraryImport(Library, EntryPoint = "sqlite3_free_filename")]
    public static partial void FreeFileName(byte* name);

    /// <param name="schema">Null means the main database.</param>
    [LibraryImport(Library, EntryPoint = "sqlite3_file_control")]
    public static partial int FileControl(sqlite3 database, byte* schema, int operation, void* argument);
}
