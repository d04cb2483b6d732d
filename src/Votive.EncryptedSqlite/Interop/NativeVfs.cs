using System.Runtime.InteropServices;

namespace Votive.EncryptedSqlite.Interop;

/// <summary><c>sqlite3_vfs</c>, field for field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeVfs
{
    public int Version;
    public int FileObjectSize;
    public int MaxPathname;
    public NativeVfs* Next;
    public byte* Name;
    public void* AppData;
    public delegate* unmanaged[Cdecl]<NativeVfs*, byte*, NativeFile*, int, int*, int> Open;
    public delegate* unmanaged[Cdecl]<NativeVfs*, byte*, int, int> Delete;
    public delegate* unmanaged[Cdecl]<NativeVfs*, byte*, int, int*, int> Access;
    public delegate* unmanaged[Cdecl]<NativeVfs*, byte*, int, byte*, int> FullPathname;
    public void* LibraryOpen;
    public void* LibraryError;
    public void* LibrarySymbol;
    public void* LibraryClose;
    public delegate* unmanaged[Cdecl]<NativeVfs*, int, byte*, int> Randomness;
    public delegate* unmanaged[Cdecl]<NativeVfs*, int, int> Sleep;
    public delegate* unmanaged[Cdecl]<NativeVfs*, double*, int> CurrentTime;
    public delegate* unmanaged[Cdecl]<NativeVfs*, int, byte*, int> GetLastError;
    public delegate* unmanaged[Cdecl]<NativeVfs*, long*, int> CurrentTimeInt64;
    public void* SetSystemCall;
    public void* GetSystemCall;
    public void* NextSystemCall;
}
