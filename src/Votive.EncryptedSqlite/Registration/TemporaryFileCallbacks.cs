using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Votive.EncryptedSqlite.Cryptography;
using Votive.EncryptedSqlite.Files;
using Votive.EncryptedSqlite.Interop;

namespace Votive.EncryptedSqlite.Registration;

/// <summary>The functions SQLite calls on a temporary file in memory, which one connection has to itself: nothing to lock or sync.</summary>
/// <remarks>No exception may cross into native code: what can throw catches everything and answers with a result code.</remarks>
internal static unsafe class TemporaryFileCallbacks
{
    public static readonly NativeIoMethods* Methods = NativeIoMethods.Publish(new NativeIoMethods
    {
        Version = 1,
        Close = &Close,
        Read = &Read,
        Write = &Write,
        Truncate = &Truncate,
        Sync = &Ignore,
        FileSize = &FileSize,
        Lock = &Ignore,
        Unlock = &Ignore,
        CheckReservedLock = &CheckReservedLock,
        FileControl = &FileControl,
        SectorSize = &SectorSize,
        DeviceCharacteristics = &GetDeviceCharacteristics,
    });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(NativeFile* file)
    {
        try
        {
            FileHandles.Release<TemporaryFile>(file);
            return ResultCode.Ok;
        }
        catch (Exception)
        {
            return ResultCode.IoErrorClose;
        }
        finally
        {
            file->Methods = null;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(NativeFile* file, byte* destination, int size, long offset)
    {
        try
        {
            var isWhole = FileHandles.Of<TemporaryFile>(file).Read(new Span<byte>(destination, size), offset);
            return isWhole ? ResultCode.Ok : ResultCode.IoErrorShortRead;
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
            FileHandles.Of<TemporaryFile>(file).Write(new ReadOnlySpan<byte>(source, size), offset);
            return ResultCode.Ok;
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
            FileHandles.Of<TemporaryFile>(file).Truncate(size);
            return ResultCode.Ok;
        }
        catch (Exception)
        {
            return ResultCode.IoErrorTruncate;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileSize(NativeFile* file, long* size)
    {
        try
        {
            *size = FileHandles.Of<TemporaryFile>(file).Size;
            return ResultCode.Ok;
        }
        catch (Exception)
        {
            return ResultCode.IoError;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Ignore(NativeFile* file, int argument) => ResultCode.Ok;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckReservedLock(NativeFile* file, int* isReserved)
    {
        *isReserved = 0;
        return ResultCode.Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileControl(NativeFile* file, int operation, void* argument) => ResultCode.NotFound;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SectorSize(NativeFile* file) => PageLayout.PageSize;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetDeviceCharacteristics(NativeFile* file) => 0;
}
