using System.Buffers.Binary;
using System.Security.Cryptography;
using Votive.EncryptedSqlite.Cryptography;
using Votive.EncryptedSqlite.Files;

namespace Votive.EncryptedSqlite;

/// <summary>Tells what lies at the path of an encrypted database, so that a refusal to open it can name its cause.</summary>
public static class EncryptedFile
{
    private const int Attempts = 3;

    /// <summary>
    /// Looks at the first page of a database file, and where that doesn't open, at the first frame of its WAL, from which SQLite
    /// would mend it. Changes nothing and takes no lock; safe beside running connections.
    /// </summary>
    /// <param name="path">Path of the main database file.</param>
    /// <param name="masterKey">32 bytes.</param>
    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static EncryptedFileState Probe(string path, ReadOnlySpan<byte> masterKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        EncryptedVfs.RequireKeySize(masterKey);

        // More than once, because another process may be writing the page at the very moment it is read.
        var state = ProbeOnce(path, masterKey);
        for (var attempt = 1; attempt < Attempts && state == EncryptedFileState.WrongKeyOrDamaged; attempt++)
        {
            state = ProbeOnce(path, masterKey);
        }

        return state;
    }

    private static EncryptedFileState ProbeOnce(string path, ReadOnlySpan<byte> masterKey)
    {
        Span<byte> page = stackalloc byte[PageLayout.PageSize];
        if (!TryReadStart(path, page, out var length))
        {
            return EncryptedFileState.Missing;
        }

        page = page[..length];
        if (page.IsEmpty)
        {
            return EncryptedFileState.Empty;
        }

        if (page.StartsWith(PageLayout.Magic))
        {
            return EncryptedFileState.Plaintext;
        }

        if (page.Length < PageLayout.PageSize || !page.ContainsAnyExcept((byte)0))
        {
            return EncryptedFileState.NotADatabase;
        }

        using var keys = DatabaseKeys.Derive(masterKey, page[..DatabaseKeys.SaltSize]);
        var opens = keys.Pages.TryDecrypt(page, page, PageIdentity.Database(1)) || OpensWal(path, keys);
        CryptographicOperations.ZeroMemory(page);
        return opens ? EncryptedFileState.Valid : EncryptedFileState.WrongKeyOrDamaged;
    }

    private static bool OpensWal(string path, DatabaseKeys keys)
    {
        Span<byte> wal = stackalloc byte[WalFrame.WalHeaderSize + WalFrame.Size];
        if (!TryReadStart(path + "-wal", wal, out var length) || length < wal.Length)
        {
            return false;
        }

        var header = wal.Slice(WalFrame.WalHeaderSize, WalFrame.HeaderSize);
        var page = wal[(WalFrame.WalHeaderSize + WalFrame.HeaderSize)..];
        var walSalts = BinaryPrimitives.ReadUInt64BigEndian(wal[WalFrame.WalSaltsOffset..]);
        var opens = keys.Pages.TryDecrypt(page, page, WalFrame.IdentityOf(header, walSalts));
        CryptographicOperations.ZeroMemory(wal);
        return opens;
    }

    /// <summary>Reads as much as there is; false when there is no file.</summary>
    private static bool TryReadStart(string path, Span<byte> destination, out int length)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            length = 0;
            for (int read; length < destination.Length; length += read)
            {
                read = RandomAccess.Read(handle, destination[length..], length);
                if (read == 0)
                {
                    break;
                }
            }

            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            length = 0;
            return false;
        }
    }
}
