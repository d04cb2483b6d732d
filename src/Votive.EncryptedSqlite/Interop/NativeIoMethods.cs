using System.Runtime.InteropServices;

namespace Votive.EncryptedSqlite.Interop;

/// <summary><c>sqlite3_io_methods</c>, field for field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeIoMethods
{
    /// <summary>1: without shared memory, 2: with shared memory, 3: with memory mapping as well.</summary>
    public int Version;

    public delegate* unmanaged[Cdecl]<NativeFile*, int> Close;
    public delegate* unmanaged[Cdecl]<NativeFile*, byte*, int, long, int> Read;
    public delegate* unmanaged[Cdecl]<NativeFile*, byte*, int, long, int> Write;
    public delegate* unmanaged[Cdecl]<NativeFile*, long, int> Truncate;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, int> Sync;
    public delegate* unmanaged[Cdecl]<NativeFile*, long*, int> FileSize;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, int> Lock;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, int> Unlock;
    public delegate* unmanaged[Cdecl]<NativeFile*, int*, int> CheckReservedLock;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, void*, int> FileControl;
    public delegate* unmanaged[Cdecl]<NativeFile*, int> SectorSize;
    public delegate* unmanaged[Cdecl]<NativeFile*, int> DeviceCharacteristics;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, int, int, void**, int> SharedMemoryMap;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, int, int, int> SharedMemoryLock;
    public delegate* unmanaged[Cdecl]<NativeFile*, void> SharedMemoryBarrier;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, int> SharedMemoryUnmap;
    public void* Fetch;
    public void* Unfetch;

    /// <summary>Copies a table into memory that SQLite may point to for the rest of the process's life.</summary>
    public static NativeIoMethods* Publish(in NativeIoMethods methods)
    {
        var published = (NativeIoMethods*)NativeMemory.Alloc((nuint)sizeof(NativeIoMethods));
        *published = methods;
        return published;
    }
}
