using System.Security.Cryptography;
using Votive.EncryptedSqlite.Cryptography;
using Votive.EncryptedSqlite.Interop;
using Votive.EncryptedSqlite.Registration;

namespace Votive.EncryptedSqlite.Files;

/// <summary>
/// The main database file. Its first 16 bytes are the salt in clear, which stand where a plaintext database says what it is;
/// everything else is encrypted page by page. Owns the keys that its WAL and journal use too.
/// </summary>
internal sealed class MainFile(UnderlyingFile file, VfsRegistration registration, RecoveryFiles recovery) : IStoredFile
{
    private const long LargestGap = 1L << 30;

    private static readonly byte[] EmptyPage = new byte[PageLayout.PageSize];

    private DatabaseKeys? _keys;

    /// <summary>
    /// Whether the keys have opened something in this database, or are new together with it. A key of which this isn't known
    /// must neither write nor let SQLite conclude that a WAL or journal is worthless: it may just be the wrong key.
    /// </summary>
    private bool _keysProven;

    public VfsRegistration Registration => registration;

    /// <summary>The connection that <see cref="EncryptedVfs.Prepare"/> saw last; with SQLite's shared cache several have this file. 0 before.</summary>
    public nint PreparedConnection { get; set; }

    public int Read(Span<byte> destination, long offset)
    {
        var within = (int)(offset % PageLayout.PageSize);
        if (within + destination.Length > PageLayout.PageSize)
        {
            destination.Clear();
            return ResultCode.IoErrorRead;
        }

        if (destination.Length == PageLayout.PageSize)
        {
            return ReadPage(destination, PageLayout.PageNumberAt(offset));
        }

        Span<byte> page = stackalloc byte[PageLayout.PageSize];
        var result = offset == 0 ? ReadHeaderHint(page) : ReadPage(page, PageLayout.PageNumberAt(offset));
        page.Slice(within, destination.Length).CopyTo(destination);
        CryptographicOperations.ZeroMemory(page);
        return result;
    }

    public int Write(ReadOnlySpan<byte> source, long offset)
    {
        if (source.Length != PageLayout.PageSize || offset % PageLayout.PageSize != 0 || !PageLayout.LeavesReserve(source))
        {
            return ResultCode.IoErrorWrite;
        }

        if (offset == 0 && !PageLayout.IsPreparedFirstPage(source))
        {
            return ResultCode.IoErrorWrite;
        }

        if (KeysForWriting() is not { } keys)
        {
            return ResultCode.IoErrorWrite;
        }

        var result = FillGapBefore(offset, keys);
        return result == ResultCode.Ok ? WritePage(source, offset, keys) : result;
    }

    public int Truncate(long size)
    {
        var result = file.Truncate(size);
        if (result == ResultCode.Ok && size == 0)
        {
            // The salt is gone; whoever creates the database anew, perhaps another process, chooses another.
            ForgetKeys();
        }

        return result;
    }

    public void Dispose() => ForgetKeys();

    /// <summary>The keys by the salt on disk; null while there is none. They may be the wrong ones: see <see cref="KeysAreProven"/>.</summary>
    public DatabaseKeys? Keys()
    {
        TryReadKeys();
        return _keys;
    }

    /// <summary>The keys to encrypt with: for an empty file under a new salt. Null when they don't fit what is there.</summary>
    public DatabaseKeys? KeysForWriting()
    {
        if (TryReadKeys() && _keys is null)
        {
            // SQLite may write later pages first when its cache overflows; the salt reaches the disk with page 1.
            _keys = DatabaseKeys.Create(registration.MasterKey);
            _keysProven = true;
        }

        return KeysAreProven() ? _keys : null;
    }

    /// <summary>Reads the salt unless the keys are there. Afterwards there are none where the file has no salt: it is empty, or page 1 did not come yet.</summary>
    /// <returns>False when it can't be told, as the file can't be read or ends within the salt.</returns>
    private bool TryReadKeys()
    {
        if (_keys is not null)
        {
            return true;
        }

        Span<byte> salt = stackalloc byte[DatabaseKeys.SaltSize];
        var result = file.Read(salt, 0);
        if (!salt.ContainsAnyExcept((byte)0))
        {
            return result is ResultCode.Ok or ResultCode.IoErrorShortRead;
        }

        if (result != ResultCode.Ok)
        {
            return false;
        }

        _keys = registration.RentKeys(salt);
        return true;
    }

    /// <summary>Called by the WAL and the journal when the keys have opened a page of theirs.</summary>
    public void ProveKeys() => _keysProven = true;

    /// <summary>Whether the keys are known to be right, if need be by trying page 1.</summary>
    public bool KeysAreProven()
    {
        if (!_keysProven)
        {
            Span<byte> page = stackalloc byte[PageLayout.PageSize];
            ReadPage(page, 1);
            CryptographicOperations.ZeroMemory(page);
        }

        return _keysProven;
    }

    /// <summary>
    /// As it opens a file, SQLite reads the header without any lock, only for a first idea of the page size. A page 1 that
    /// doesn't open may then be one that another process is writing, or that a power cut tore and the WAL or journal
    /// will mend. With either of those beside it, the answer is "nothing known yet": SQLite looks again under a lock.
    /// </summary>
    private int ReadHeaderHint(Span<byte> page)
    {
        var result = ReadPage(page, 1);
        if (result != ResultCode.NotADatabase)
        {
            return result;
        }

        // The second attempt is for a writer that finished between our read and our look for its journal.
        return recovery.Exist() ? ResultCode.Ok : ReadPage(page, 1);
    }

    private int ReadPage(Span<byte> page, uint pageNumber)
    {
        var result = file.Read(page, PageLayout.OffsetOf(pageNumber));
        if (result == ResultCode.IoErrorShortRead && pageNumber > 1 && page.ContainsAnyExcept((byte)0))
        {
            result = ResultCode.IoErrorData;
        }

        if (result != ResultCode.Ok)
        {
            page.Clear();
            return result;
        }

        return pageNumber == 1 ? DecryptFirstPage(page) : DecryptPage(page, pageNumber);
    }

    private int DecryptFirstPage(Span<byte> page)
    {
        if (!page.ContainsAnyExcept((byte)0))
        {
            // A hole: later pages of a new database came first, and page 1 never did. SQLite refuses it by its missing header.
            return ResultCode.Ok;
        }

        var salt = page[..DatabaseKeys.SaltSize];
        var isCurrent = _keys is not null && salt.SequenceEqual(_keys.Salt);
        var keys = isCurrent ? _keys! : registration.RentKeys(salt);

        if (!keys.Pages.TryDecrypt(page, page, PageIdentity.Database(1)))
        {
            if (!isCurrent)
            {
                keys.Dispose();
            }

            return ResultCode.NotADatabase;
        }

        if (!isCurrent)
        {
            ForgetKeys();
            _keys = keys;
        }

        _keysProven = true;
        PageLayout.Magic.CopyTo(page);
        return ResultCode.Ok;
    }

    private int DecryptPage(Span<byte> page, uint pageNumber)
    {
        if (Keys() is { } keys && keys.Pages.TryDecrypt(page, page, PageIdentity.Database(pageNumber)))
        {
            _keysProven = true;
            return ResultCode.Ok;
        }

        page.Clear();
        return ResultCode.IoErrorData;
    }

    /// <summary>
    /// Fills pages that SQLite skips with encrypted zeros, where the file system would leave a hole. So no page that reads as
    /// plain zeros is ever genuine, and one that was zeroed on disk is noticed.
    /// </summary>
    /// <remarks>
    /// SQLite skips pages that it freed again before they left its cache, so a gap is about as large as the cache at most, or as what it takes
    /// back of a truncation. A larger one comes of a journal header that is damaged or forged, for its size of the database is not authenticated,
    /// and stays a hole: nothing can read it, and it can't fill the disk.
    /// </remarks>
    private int FillGapBefore(long offset, DatabaseKeys keys)
    {
        var result = file.GetSize(out var size);
        if (offset - size > LargestGap)
        {
            return result;
        }

        var firstMissing = Math.Max(1, (size + PageLayout.PageSize - 1) / PageLayout.PageSize);
        for (var hole = firstMissing * PageLayout.PageSize; result == ResultCode.Ok && hole < offset; hole += PageLayout.PageSize)
        {
            if (PageLayout.PageNumberAt(hole) != PageLayout.LockBytePage)
            {
                result = WritePage(EmptyPage, hole, keys);
            }
        }

        return result;
    }

    private int WritePage(ReadOnlySpan<byte> plaintext, long offset, DatabaseKeys keys)
    {
        if (!keys.Writes.TrySpend(PageKind.Database))
        {
            return ResultCode.Full;
        }

        Span<byte> page = stackalloc byte[PageLayout.PageSize];
        keys.Salt.CopyTo(page);
        keys.Pages.Encrypt(plaintext, page, PageIdentity.Database(PageLayout.PageNumberAt(offset)));
        PageWriteMeter.Record(registration.Name, PageKind.Database);
        return file.Write(page, offset);
    }

    private void ForgetKeys()
    {
        if (_keys is { } keys)
        {
            registration.ReturnKeys(keys);
        }

        _keys = null;
        _keysProven = false;
    }
}
