using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Votive.EncryptedSqlite.Files;
using Votive.EncryptedSqlite.Interop;

namespace Votive.EncryptedSqlite.Registration;

/// <summary>The functions SQLite calls on the VFS itself. Opening is ours, the rest is handed to the VFS beneath.</summary>
/// <remarks>No exception may cross into native code: what can throw catches everything and answers with a result code.</remarks>
internal static unsafe class VfsCallbacks
{
    /// <summary>Makes a VFS object over another one, in memory that outlives every connection.</summary>
    public static NativeVfs* Publish(NativeVfs* parent, byte* name, void* appData)
    {
        const int VersionWithCurrentTimeInt64 = 2;
        var vfs = (NativeVfs*)NativeMemory.Alloc((nuint)sizeof(NativeVfs));
        *vfs = *parent;
        vfs->Version = Math.Min(parent->Version, VersionWithCurrentTimeInt64);
        vfs->FileObjectSize = NativeFile.HeaderSize + parent->FileObjectSize;
        vfs->Next = null;
        vfs->Name = name;
        vfs->AppData = appData;
        vfs->Open = &Open;
        vfs->Delete = &Delete;
        vfs->Access = &Access;
        vfs->FullPathname = &FullPathname;
        vfs->Randomness = &Randomness;
        vfs->Sleep = &Sleep;
        vfs->CurrentTime = &CurrentTime;
        vfs->GetLastError = &GetLastError;
        vfs->CurrentTimeInt64 = &CurrentTimeInt64;
        return vfs;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(NativeVfs* vfs, byte* name, NativeFile* file, int flags, int* actualFlags)
    {
        file->Methods = null;
        try
        {
            if (name is null || (flags & OpenFlags.AnyTemporary) != 0)
            {
                if (actualFlags is not null)
                {
                    *actualFlags = flags;
                }

                FileHandles.Attach(file, new TemporaryFile());
                file->Methods = TemporaryFileCallbacks.Methods;
                return ResultCode.Ok;
            }

            return OpenStored(VfsRegistration.Of(vfs), name, file, flags, actualFlags);
        }
        catch (Exception)
        {
            return ResultCode.CannotOpen;
        }
    }

    private static int OpenStored(VfsRegistration registration, byte* name, NativeFile* file, int flags, int* actualFlags)
    {
        if (StoredFileFor(registration, name, file, flags) is not { } stored)
        {
            return ResultCode.CannotOpen;
        }

        FileHandles.Attach(file, stored);
        var underlying = NativeFile.Underlying(file);
        underlying->Methods = null;
        var result = registration.Parent->Open(registration.Parent, name, underlying, flags, actualFlags);
        if (result == ResultCode.Ok)
        {
            file->Methods = StoredFileCallbacks.MethodsOver(underlying);
            return ResultCode.Ok;
        }

        // SQLite closes even a file that failed to open, if it got methods. It can't see that the one beneath has.
        if (underlying->Methods is not null)
        {
            underlying->Methods->Close(underlying);
        }

        FileHandles.Release<IStoredFile>(file);
        return result;
    }

    private static IStoredFile? StoredFileFor(VfsRegistration registration, byte* name, NativeFile* file, int flags)
    {
        var underlying = new UnderlyingFile(file);
        if ((flags & OpenFlags.MainDatabase) != 0)
        {
            return new MainFile(underlying, registration, new RecoveryFiles(registration.Parent, name));
        }

        if ((flags & OpenFlags.SuperJournal) != 0)
        {
            return new SuperJournalFile(underlying);
        }

        // Of a kind of file that SQLite may come to have some day, nobody knows here whether it may stay clear.
        if ((flags & (OpenFlags.Wal | OpenFlags.MainJournal)) == 0)
        {
            return null;
        }

        if (StoredFileCallbacks.TryGet(SqliteLibrary.DatabaseFileOf(name)) is not MainFile main)
        {
            return null;
        }

        return (flags & OpenFlags.Wal) != 0 ? new WalFile(underlying, main) : new JournalFile(underlying, main);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(NativeVfs* vfs, byte* name, int syncDirectory)
    {
        var parent = VfsRegistration.Of(vfs).Parent;
        return parent->Delete(parent, name, syncDirectory);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Access(NativeVfs* vfs, byte* name, int flags, int* answer)
    {
        var parent = VfsRegistration.Of(vfs).Parent;
        return parent->Access(parent, name, flags, answer);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FullPathname(NativeVfs* vfs, byte* name, int size, byte* fullName)
    {
        var parent = VfsRegistration.Of(vfs).Parent;
        return parent->FullPathname(parent, name, size, fullName);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Randomness(NativeVfs* vfs, int size, byte* destination)
    {
        var parent = VfsRegistration.Of(vfs).Parent;
        return parent->Randomness(parent, size, destination);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sleep(NativeVfs* vfs, int microseconds)
    {
        var parent = VfsRegistration.Of(vfs).Parent;
        return parent->Sleep(parent, microseconds);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CurrentTime(NativeVfs* vfs, double* julianDay)
    {
        var parent = VfsRegistration.Of(vfs).Parent;
        return parent->CurrentTime(parent, julianDay);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetLastError(NativeVfs* vfs, int size, byte* message)
    {
        var parent = VfsRegistration.Of(vfs).Parent;
        return parent->GetLastError(parent, size, message);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CurrentTimeInt64(NativeVfs* vfs, long* julianMilliseconds)
    {
        var parent = VfsRegistration.Of(vfs).Parent;
        return parent->CurrentTimeInt64(parent, julianMilliseconds);
    }
}
