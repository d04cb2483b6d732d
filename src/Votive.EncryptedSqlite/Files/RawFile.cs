using System.Runtime.InteropServices;
using System.Text;
using SQLitePCL;
using Votive.EncryptedSqlite.Interop;

namespace Votive.EncryptedSqlite.Files;

/// <summary>A database file as it lies on disk, read without a connection.</summary>
/// <remarks>
/// Through SQLite's VFS and not through .NET, because POSIX lets go of all locks that a process holds on a file as soon as the process closes any
/// descriptor of that file (sqlite.org/howtocorrupt.html, 2.2). SQLite's VFS knows of the locks of its connections and puts off the close.
/// Another process could otherwise take the database for unused and delete its WAL.
/// </remarks>
internal sealed unsafe class RawFile : IDisposable
{
    private readonly NativeFile* _file;

    /// <summary>SQLite's form of a file name, which must live as long as the file is open.</summary>
    private readonly byte* _name;

    private RawFile(NativeFile* file, byte* name)
    {
        _file = file;
        _name = name;
    }

    /// <summary>In bytes.</summary>
    /// <exception cref="IOException">It can't be told.</exception>
    public long Length
    {
        get
        {
            long size = 0;
            RequireOk(_file->Methods->FileSize(_file, &size));
            return size;
        }
    }

    /// <summary>Opens a file for reading; null when there is none.</summary>
    /// <exception cref="IOException">The file can't be opened, or is a directory.</exception>
    public static RawFile? TryOpen(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("The path is that of a directory.");
        }

        if (!File.Exists(path))
        {
            return null;
        }

        Batteries_V2.Init();
        var vfs = SqliteLibrary.FindVfs(null);
        var name = CreateName(vfs, path);
        var file = (NativeFile*)NativeMemory.AllocZeroed((nuint)vfs->FileObjectSize);
        var opened = new RawFile(file, name);
        var result = vfs->Open(vfs, name, file, OpenFlags.ReadOnly | OpenFlags.MainDatabase, null);
        if (result == ResultCode.Ok)
        {
            return opened;
        }

        opened.Dispose();
        return File.Exists(path) ? throw new IOException($"The file can't be opened (SQLite's result {result}).") : null;
    }

    /// <summary>Reads until the destination is full or the file ends; the rest is zero.</summary>
    /// <returns>False when the file ended before.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    public bool Read(Span<byte> destination, long offset)
    {
        fixed (byte* buffer = destination)
        {
            var result = _file->Methods->Read(_file, buffer, destination.Length, offset);
            if (result == ResultCode.IoErrorShortRead)
            {
                return false;
            }

            RequireOk(result);
            return true;
        }
    }

    public void Dispose()
    {
        if (_file->Methods is not null)
        {
            _file->Methods->Close(_file);
        }

        NativeMemory.Free(_file);
        SqliteLibrary.FreeFileName(_name);
    }

    /// <summary>The full path, symbolic links resolved, as SQLite itself would name the file.</summary>
    private static byte* CreateName(NativeVfs* vfs, string path)
    {
        const int OkThroughSymbolicLink = 2 << 8;
        Span<byte> given = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, given);
        Span<byte> full = new byte[vfs->MaxPathname + 1];
        fixed (byte* givenName = given, fullName = full)
        {
            var result = vfs->FullPathname(vfs, givenName, full.Length, fullName);
            if (result is not (ResultCode.Ok or OkThroughSymbolicLink))
            {
                throw new IOException($"The path can't be resolved (SQLite's result {result}).");
            }

            byte nothing = 0;
            return SqliteLibrary.CreateFileName(fullName, &nothing, &nothing, 0, null);
        }
    }

    private static void RequireOk(int result)
    {
        if (result != ResultCode.Ok)
        {
            throw new IOException($"The file can't be read (SQLite's result {result}).");
        }
    }
}
