using System.Runtime.InteropServices;
using Votive.EncryptedSqlite.Interop;

namespace Votive.EncryptedSqlite.Registration;

/// <summary>Ties a native file object to the managed object behind it, from xOpen to xClose.</summary>
internal static unsafe class FileHandles
{
    private static long OpenFiles;

    /// <summary>Files open in this process now.</summary>
    public static long OpenCount => Interlocked.Read(ref OpenFiles);

    public static void Attach<T>(NativeFile* file, T managed)
        where T : class
    {
        file->Handle = GCHandle<T>.ToIntPtr(new GCHandle<T>(managed));
        Interlocked.Increment(ref OpenFiles);
    }

    public static T Of<T>(NativeFile* file)
        where T : class => GCHandle<T>.FromIntPtr(file->Handle).Target;

    /// <summary>Lets go of the managed object and disposes of it.</summary>
    public static void Release<T>(NativeFile* file)
        where T : class, IDisposable
    {
        var handle = GCHandle<T>.FromIntPtr(file->Handle);
        var managed = handle.Target;
        handle.Dispose();
        file->Handle = 0;
        Interlocked.Decrement(ref OpenFiles);
        managed.Dispose();
    }
}
