using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Votive.Storage.Maintenance;

/// <summary>Changes to files that a power cut leaves done or not done, never half.</summary>
public static partial class DurableFiles
{
    /// <summary>Read and write for the owner alone.</summary>
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a small file beside its place (<c>.new</c>) and renames it there; for its owner only. On disk before this returns.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(path);
        var temporary = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Copies a file to a new one, which is on disk before this returns; for its owner only.</summary>
    internal static void Copy(string source, string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var to = new FileStream(target, options);
        from.CopyTo(to);
        to.Flush(flushToDisk: true);
    }

    /// <summary>Makes a folder, and those above it, for their owner only.</summary>
    internal static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Sees to it that what was made, renamed and deleted in a folder is so on disk as well. Windows keeps its folders by itself.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    internal static void SyncFolder(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Sync(path);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void Sync(string path)
    {
        const int ReadOnly = 0;
        var folder = Native.Open(path, ReadOnly);
        if (folder < 0)
        {
            throw new IOException($"The folder '{path}' can't be opened ({Marshal.GetLastPInvokeErrorMessage()}).");
        }

        try
        {
            // EINVAL (22): a file system without such a thing, on which nothing more can be done.
            const int Invalid = 22;
            if (Native.Sync(folder) != 0 && Marshal.GetLastPInvokeError() != Invalid)
            {
                throw new IOException($"The folder '{path}' can't be written to disk ({Marshal.GetLastPInvokeErrorMessage()}).");
            }
        }
        finally
        {
            _ = Native.Close(folder);
        }
    }

    /// <summary>The framework can't open a folder, so it can't sync one.</summary>
    private static partial class Native
    {
        [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Open(string path, int flags);

        [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
        public static partial int Sync(int file);

        [LibraryImport("libc", EntryPoint = "close")]
        public static partial int Close(int file);
    }
}
