using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Votive.EncryptedSqlite.Cryptography;
using Votive.EncryptedSqlite.Files;

namespace Votive.EncryptedSqlite;

/// <summary>Looks at the file of an encrypted database from outside, without SQLite: what it is, its salt, whether every page is whole.</summary>
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

    /// <summary>The salt of a database, which names the space that its nonces are drawn from: a copy under a new salt starts afresh.</summary>
    /// <param name="path">Path of the main database file.</param>
    /// <returns>32 lower-case hexadecimal digits.</returns>
    /// <exception cref="InvalidDataException">The file has no salt: empty or cut off, zeros, or an unencrypted database.</exception>
    /// <exception cref="FileNotFoundException">There is no file.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static string ReadSalt(string path)
    {
        Span<byte> salt = stackalloc byte[DatabaseKeys.SaltSize];
        if (TryReadSalt(path, salt))
        {
            return Convert.ToHexStringLower(salt);
        }

        throw File.Exists(path)
            ? new InvalidDataException("The file is not an encrypted database.")
            : new FileNotFoundException("There is no database at the path.", path);
    }

    /// <summary>
    /// Authenticates every page of a database file that nobody writes to and that has no WAL or journal beside it. Says what SQLite's own
    /// checks can't: they read no free page, and stop at the first that doesn't open.
    /// </summary>
    /// <param name="path">Path of the main database file.</param>
    /// <param name="masterKey">32 bytes. Under another key every page counts as damaged.</param>
    /// <param name="progress">Told after each mebibyte, on the calling thread; null for nobody.</param>
    /// <param name="cancellationToken">Stops at the next mebibyte.</param>
    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    /// <exception cref="FileNotFoundException">There is no file.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PageCheck CheckPages(string path, ReadOnlySpan<byte> masterKey, IProgress<PageProgress>? progress, CancellationToken cancellationToken)
    {
        const int PagesPerRead = 256;
        ArgumentException.ThrowIfNullOrEmpty(path);
        EncryptedVfs.RequireKeySize(masterKey);
        cancellationToken.ThrowIfCancellationRequested();

        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        var pagesInFile = (RandomAccess.GetLength(handle) + PageLayout.PageSize - 1) / PageLayout.PageSize;
        var total = pagesInFile;
        var damaged = 0L;
        var firstDamaged = new List<long>();
        var buffer = new byte[PagesPerRead * PageLayout.PageSize];
        DatabaseKeys? keys = null;
        try
        {
            for (var page = 1L; page <= pagesInFile;)
            {
                var chunk = buffer.AsSpan(0, (int)Math.Min(PagesPerRead, pagesInFile - page + 1) * PageLayout.PageSize);
                chunk[ReadFully(handle, chunk, (page - 1) * PageLayout.PageSize)..].Clear();
                keys ??= DatabaseKeys.Derive(masterKey, chunk[..DatabaseKeys.SaltSize]);
                for (; !chunk.IsEmpty; page++, chunk = chunk[PageLayout.PageSize..])
                {
                    var content = chunk[..PageLayout.PageSize];
                    if (page == PageLayout.LockBytePage)
                    {
                        continue;
                    }

                    if (page > uint.MaxValue || !keys.Pages.TryDecrypt(content, content, PageIdentity.Database((uint)page)))
                    {
                        AddDamaged(page);
                    }
                    else if (page == 1)
                    {
                        total = Math.Max(total, PageLayout.DatabaseSizeIn(content));
                    }
                }

                progress?.Report(new PageProgress(page - 1, total));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            keys?.Dispose();
            CryptographicOperations.ZeroMemory(buffer);
        }

        for (var missing = pagesInFile + 1; missing <= total; missing++)
        {
            AddDamaged(missing);
        }

        return new PageCheck(total, damaged, firstDamaged);

        void AddDamaged(long page)
        {
            damaged++;
            if (firstDamaged.Count < PageCheck.ListedPages)
            {
                firstDamaged.Add(page);
            }
        }
    }

    /// <summary>False when there is no file or it has no salt.</summary>
    internal static bool TryReadSalt(string path, Span<byte> salt)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return TryReadStart(path, salt, out var length)
            && length == salt.Length
            && salt.ContainsAnyExcept((byte)0)
            && !salt.SequenceEqual(PageLayout.Magic);
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
            length = ReadFully(handle, destination, 0);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>Reads until the buffer is full or the file ends, and gives the number of bytes.</summary>
    private static int ReadFully(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        var length = 0;
        for (int read; length < destination.Length; length += read)
        {
            read = RandomAccess.Read(handle, destination[length..], offset + length);
            if (read == 0)
            {
                break;
            }
        }

        return length;
    }
}
