using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Votive.EncryptedSqlite.Files;
using Votive.EncryptedSqlite.Interop;

namespace Votive.EncryptedSqlite.Registration;

/// <summary>
/// The functions SQLite calls on a file that lies on disk. Content goes through the <see cref="IStoredFile"/>; locks, shared memory
/// and syncing are the underlying file's own.
/// </summary>
/// <remarks>No exception may cross into native code: what can throw catches everything and answers with a result code.</remarks>
internal static unsafe class StoredFileCallbacks
{
    private static readonly NativeIoMethods* WithSharedMemory = NativeIoMethods.Publish(Methods() with
    {
        Version = 2,
        SharedMemoryMap = &SharedMemoryMap,
        SharedMemoryLock = &SharedMemoryLock,
        SharedMemoryBarrier = &SharedMemoryBarrier,
        SharedMemoryUnmap = &SharedMemoryUnmap,
    });

    private static readonly NativeIoMethods* WithoutSharedMemory = NativeIoMethods.Publish(Methods());

    /// <summary>The functions for a file over an underlying one that is open: without shared memory, hence WAL, where that has none.</summary>
    public static NativeIoMethods* MethodsOver(NativeFile* underlying) =>
        underlying->Methods->Version >= 2 && underlying->Methods->SharedMemoryMap is not null ? WithSharedMemory : WithoutSharedMemory;

    /// <summary>The object behind a file of any VFS; null when it isn't one of ours.</summary>
    public static IStoredFile? TryGet(NativeFile* file) =>
        file is not null && (file->Methods == WithSharedMemory || file->Methods == WithoutSharedMemory)
            ? FileHandles.Of<IStoredFile>(file)
            : null;

    /// <summary>No version has xFetch, so that SQLite never maps the ciphertext into memory.</summary>
    private static NativeIoMethods Methods() => new()
    {
        Version = 1,
        Close = &Close,
        Read = &Read,
        Write = &Write,
        Truncate = &Truncate,
        Sync = &Sync,
        FileSize = &FileSize,
        Lock = &Lock,
        Unlock = &Unlock,
        CheckReservedLock = &CheckReservedLock,
        FileControl = &FileControl,
        SectorSize = &SectorSize,
        DeviceCharacteristics = &GetDeviceCharacteristics,
    };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(NativeFile* file)
    {
        var result = ResultCode.Ok;
        try
        {
            FileHandles.Release<IStoredFile>(file);
        }
        catch (Exception)
        {
            result = ResultCode.IoErrorClose;
        }

        // Whatever happened above: the underlying file holds a descriptor and locks.
        file->Methods = null;
        var underlying = NativeFile.Underlying(file);
        var closed = underlying->Methods->Close(underlying);
        return closed == ResultCode.Ok ? result : closed;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(NativeFile* file, byte* destination, int size, long offset)
    {
        try
        {
            return FileHandles.Of<IStoredFile>(file).Read(new Span<byte>(destination, size), offset);
        }
        catch (Exception)
        {
            return ResultCode.IoErrorRead;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(NativeFile* file, byte* source, int size, long offset)
    {
        try
        {
            return FileHandles.Of<IStoredFile>(file).Write(new ReadOnlySpan<byte>(source, size), offset);
        }
        catch (Exception)
        {
            return ResultCode.IoErrorWrite;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(NativeFile* file, long size)
    {
        try
        {
            return FileHandles.Of<IStoredFile>(file).Truncate(size);
        }
        catch (Exception)
        {
            return ResultCode.IoErrorTruncate;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(NativeFile* file, int flags)
    {
        var underlying = NativeFile.Underlying(file);
        return underlying->Methods->Sync(underlying, flags);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileSize(NativeFile* file, long* size)
    {
        var underlying = NativeFile.Underlying(file);
        return underlying->Methods->FileSize(underlying, size);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lock(NativeFile* file, int level)
    {
        var underlying = NativeFile.Underlying(file);
        return underlying->Methods->Lock(underlying, level);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Unlock(NativeFile* file, int level)
    {
        var underlying = NativeFile.Underlying(file);
        return underlying->Methods->Unlock(underlying, level);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckReservedLock(NativeFile* file, int* isReserved)
    {
        var underlying = NativeFile.Underlying(file);
        return underlying->Methods->CheckReservedLock(underlying, isReserved);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileControl(NativeFile* file, int operation, void* argument)
    {
        switch (operation)
        {
            case FileControlOperation.MmapSize:
                *(long*)argument = 0;
                return ResultCode.Ok;

            // Growing a file in chunks would leave zeros in it that no page of ours ever has.
            case FileControlOperation.ChunkSize:
                return ResultCode.NotFound;

            default:
                var underlying = NativeFile.Underlying(file);
                return underlying->Methods->FileControl(underlying, operation, argument);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SectorSize(NativeFile* file)
    {
        var underlying = NativeFile.Underlying(file);
        return underlying->Methods->SectorSize(underlying);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetDeviceCharacteristics(NativeFile* file)
    {
        var underlying = NativeFile.Underlying(file);
        var characteristics = underlying->Methods->DeviceCharacteristics(underlying) & DeviceCharacteristics.Kept;

        // Without this promise (it is SQLite's default; psow=0 takes it back) SQLite pads the WAL to whole sectors and splits
        // frames at their borders, and half a page can't be encrypted.
        return characteristics | DeviceCharacteristics.PowersafeOverwrite;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SharedMemoryMap(NativeFile* file, int region, int regionSize, int extend, void** address)
    {
        var underlying = NativeFile.Underlying(file);
        return underlying->Methods->SharedMemoryMap(underlying, region, regionSize, extend, address);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SharedMemoryLock(NativeFile* file, int offset, int count, int flags)
    {
        var underlying = NativeFile.Underlying(file);
        return underlying->Methods->SharedMemoryLock(underlying, offset, count, flags);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void SharedMemoryBarrier(NativeFile* file)
    {
        var underlying = NativeFile.Underlying(file);
        underlying->Methods->SharedMemoryBarrier(underlying);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SharedMemoryUnmap(NativeFile* file, int deleteFile)
    {
        var underlying = NativeFile.Underlying(file);
        return underlying->Methods->SharedMemoryUnmap(underlying, deleteFile);
    }
}
