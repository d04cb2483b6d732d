using System.Runtime.InteropServices;

namespace Votive.EncryptedSqlite.Interop;

/// <summary>
/// <c>sqlite3_file</c> as SQLite allocates it for this VFS: our two words, followed at <see cref="HeaderSize"/>
/// by the file object of the operating-system VFS beneath.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeFile
{
    /// <summary>Distance from the start of our object to the underlying one, in bytes; keeps it 16-aligned.</summary>
    public const int HeaderSize = 16;

    /// <summary>Null tells SQLite that the file is not open and must not be closed.</summary>
    public NativeIoMethods* Methods;

    /// <summary>Handle of the managed object behind the file; meaningful in our own objects only.</summary>
    public nint Handle;

    public static NativeFile* Underlying(NativeFile* file) => (NativeFile*)((byte*)file + HeaderSize);
}
