using System.Buffers.Binary;
using System.Security.Cryptography;
using Votive.EncryptedSqlite.Cryptography;
using Votive.EncryptedSqlite.Files;

namespace Votive.EncryptedSqlite;

/// <summary>Looks at the file of an encrypted database from outside, without SQLite: what it is, its salt, whether every page is whole.</summary>
public static class EncryptedFile
{
    private const int Attempts = 3;

    /// <summary>
    /// Looks at the first page of a database file, and where that doesn't open, at the first page in its WAL or journal, from which SQLite
    /// would mend it. Changes nothing and takes no lock; safe beside running connections.
    /// </summary>
    /// <param name="path">Path of the main database file.</param>
    /// <param name="masterKey">32 bytes.</param>
    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    /// <exception cref="IOException">The file can't be read, or is a directory.</exception>
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
    /// <exception cref="IOException">The file can't be read, or is a directory.</exception>
    public static string ReadSalt(string path)
    {
        Span<byte> salt = stackalloc byte[DatabaseKeys.SaltSize];
        if (TryReadSalt(path, salt))
        {
            return Convert.ToHexStringLower(salt);
        }

        throw File.Exists(path) ? new InvalidDataException("The file is not an encrypted database.") : NoFile(path);
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
    /// <exception cref="IOException">The file can't be read, or is a directory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PageCheck CheckPages(string path, ReadOnlySpan<byte> masterKey, IProgress<PageProgress>? progress, CancellationToken cancellationToken)
    {
        const int PagesPerRead = 256;
        ArgumentException.ThrowIfNullOrEmpty(path);
        EncryptedVfs.RequireKeySize(masterKey);
        cancellationToken.ThrowIfCancellationRequested();

        using var file = RawFile.TryOpen(path) ?? throw NoFile(path);
        var pagesInFile = (file.Length + PageLayout.PageSize - 1) / PageLayout.PageSize;
        var total = pagesInFile;
        var damaged = 0L;
        var firstDamaged = new List<long>();
        var buffer = new byte[(int)Math.Min(PagesPerRead, pagesInFile) * PageLayout.PageSize];
        DatabaseKeys? keys = null;
        try
        {
            for (var page = 1L; page <= pagesInFile;)
            {
                var chunk = buffer.AsSpan(0, (int)Math.Min(PagesPerRead, pagesInFile - page + 1) * PageLayout.PageSize);
                file.Read(chunk, (page - 1) * PageLayout.PageSize);
                keys ??= DatabaseKeys.Derive(masterKey, chunk[..DatabaseKeys.SaltSize]);
                for (; !chunk.IsEmpty; page++, chunk = chunk[PageLayout.PageSize..])
                {
                    var content = chunk[..PageLayout.PageSize];
                    if (page == PageLayout.LockBytePage)
                    {
                        continue;
                    }

                    // Zeros, which a disk gives for what it lost, need no decryption to be told.
                    if (page > uint.MaxValue || !content.ContainsAnyExcept((byte)0) || !keys.Pages.TryDecrypt(content, content, PageIdentity.Database((uint)page)))
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
        using var file = RawFile.TryOpen(path);
        return file is not null && file.Read(salt, 0) && salt.ContainsAnyExcept((byte)0) && !salt.SequenceEqual(PageLayout.Magic);
    }

    private static FileNotFoundException NoFile(string path) => new("There is no database at the path.", path);

    private static EncryptedFileState ProbeOnce(string path, ReadOnlySpan<byte> masterKey)
    {
        Span<byte> page = stackalloc byte[PageLayout.PageSize];
        bool isWholePage;
        using (var file = RawFile.TryOpen(path))
        {
            if (file is null)
            {
                return EncryptedFileState.Missing;
            }

            if (file.Length == 0)
            {
                return EncryptedFileState.Empty;
            }

            isWholePage = file.Read(page, 0);
        }

        if (page.StartsWith(PageLayout.Magic))
        {
            return EncryptedFileState.Plaintext;
        }

        if (!isWholePage || !page.ContainsAnyExcept((byte)0))
        {
            return EncryptedFileState.NotADatabase;
        }

        using var keys = DatabaseKeys.Derive(masterKey, page[..DatabaseKeys.SaltSize]);
        var opens = keys.Pages.TryDecrypt(page, page, PageIdentity.Database(1)) || OpensWal(path, keys) || OpensJournal(path, keys);
        CryptographicOperations.ZeroMemory(page);
        return opens ? EncryptedFileState.Valid : EncryptedFileState.WrongKeyOrDamaged;
    }

    private static bool OpensWal(string path, DatabaseKeys keys)
    {
        Span<byte> start = stackalloc byte[WalFrame.WalHeaderSize + WalFrame.Size];
        if (!TryReadStart(path + "-wal", start))
        {
            return false;
        }

        var header = start.Slice(WalFrame.WalHeaderSize, WalFrame.HeaderSize);
        var page = start[(WalFrame.WalHeaderSize + WalFrame.HeaderSize)..];
        var walSalts = BinaryPrimitives.ReadUInt64BigEndian(start[WalFrame.WalSaltsOffset..]);
        var opens = keys.Pages.TryDecrypt(page, page, WalFrame.IdentityOf(header, walSalts));
        CryptographicOperations.ZeroMemory(start);
        return opens;
    }

    private static bool OpensJournal(string path, DatabaseKeys keys)
    {
        Span<byte> start = stackalloc byte[JournalFile.FirstRecordOffset + sizeof(uint) + PageLayout.PageSize];
        if (!TryReadStart(path + "-journal", start))
        {
            return false;
        }

        var pageNumber = BinaryPrimitives.ReadUInt32BigEndian(start[JournalFile.FirstRecordOffset..]);
        var page = start[(JournalFile.FirstRecordOffset + sizeof(uint))..];
        var opens = keys.Pages.TryDecrypt(page, page, PageIdentity.Journal(pageNumber));
        CryptographicOperations.ZeroMemory(start);
        return opens;
    }

    /// <summary>Reads the start of a WAL or journal, on which nobody holds locks; false when there is no such file or it is shorter.</summary>
    private static bool TryReadStart(string path, Span<byte> destination)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) == destination.Length;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
