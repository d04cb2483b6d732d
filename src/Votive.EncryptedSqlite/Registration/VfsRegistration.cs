using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SQLitePCL;
using Votive.EncryptedSqlite.Cryptography;
using Votive.EncryptedSqlite.Interop;

namespace Votive.EncryptedSqlite.Registration;

/// <summary>One VFS known to SQLite: a name and the master key it stands for.</summary>
/// <remarks>
/// SQLite keeps one list of VFSes per process and pointers into each, so a registration, like the list, lives as long as the
/// process; SQLite's list is also the only record of which keys are registered.
/// </remarks>
internal sealed unsafe class VfsRegistration
{
    private static readonly Lock Registering = new();

    private readonly byte[] _masterKey;
    private readonly KeyPool _keys = new();

    private VfsRegistration(string name, ReadOnlySpan<byte> masterKey, NativeVfs* parent)
    {
        Name = name;
        Parent = parent;
        _masterKey = GC.AllocateArray<byte>(masterKey.Length, pinned: true);
        masterKey.CopyTo(_masterKey);
    }

    public string Name { get; }

    /// <summary>The operating-system VFS that does the reading and writing.</summary>
    public NativeVfs* Parent { get; }

    public ReadOnlySpan<byte> MasterKey => _masterKey;

    /// <summary>The keys of the database with this salt; to be given back with <see cref="ReturnKeys"/>, or disposed of.</summary>
    public DatabaseKeys RentKeys(ReadOnlySpan<byte> salt) => _keys.Rent(_masterKey, salt);

    /// <summary>Keeps keys for the next file that needs them.</summary>
    public void ReturnKeys(DatabaseKeys keys) => _keys.Return(keys);

    public static VfsRegistration Of(NativeVfs* vfs) => GCHandle<VfsRegistration>.FromIntPtr((nint)vfs->AppData).Target;

    /// <summary>Registers the VFS of a key unless it is registered already, and gives its name.</summary>
    public static string Ensure(ReadOnlySpan<byte> masterKey)
    {
        Batteries_V2.Init();
        var name = NameFor(masterKey);
        var nativeName = Marshal.StringToCoTaskMemUTF8(name);
        var isKept = false;
        try
        {
            lock (Registering)
            {
                if (SqliteLibrary.FindVfs((byte*)nativeName) is null)
                {
                    Register(name, (byte*)nativeName, masterKey);
                    isKept = true;
                }
            }
        }
        finally
        {
            if (!isKept)
            {
                Marshal.FreeCoTaskMem(nativeName);
            }
        }

        return name;
    }

    private static string NameFor(ReadOnlySpan<byte> masterKey)
    {
        const int ShownBytes = 8;
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(masterKey, "vfs-name"u8, hash);
        return $"votive-aes-{Convert.ToHexStringLower(hash[..ShownBytes])}";
    }

    private static void Register(string name, byte* nativeName, ReadOnlySpan<byte> masterKey)
    {
        var parent = SqliteLibrary.FindVfs(null);
        if (parent is null)
        {
            throw new InvalidOperationException("SQLite has no VFS for this operating system.");
        }

        var registration = new GCHandle<VfsRegistration>(new VfsRegistration(name, masterKey, parent));
        var vfs = VfsCallbacks.Publish(parent, nativeName, (void*)GCHandle<VfsRegistration>.ToIntPtr(registration));
        var result = SqliteLibrary.RegisterVfs(vfs, makeDefault: 0);
        if (result != ResultCode.Ok)
        {
            NativeMemory.Free(vfs);
            registration.Dispose();
            throw new InvalidOperationException($"SQLite refused to register the encrypted VFS (result {result}).");
        }
    }
}
