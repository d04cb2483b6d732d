using System.Buffers.Binary;
using System.Security.Cryptography;
using Votive.EncryptedSqlite.Cryptography;
using Votive.EncryptedSqlite.Interop;

namespace Votive.EncryptedSqlite.Files;

/// <summary>
/// The rollback journal of a main database, under that database's keys. A journal is headers at multiples of the sector size,
/// each followed by records: page number (4 bytes, clear), page (encrypted), checksum (4 bytes, masked, since SQLite
/// computes it from plaintext bytes). At the end may stand the clear name of a super-journal.
/// </summary>
/// <remarks>
/// The codec knows the parts by how SQLite reads and writes them. A header lies at a multiple of at least 32 and a
/// record is 4104 = 8 × 513 bytes long, so a page, and nothing else of its length, lies at 4 modulo 8.
/// </remarks>
internal sealed class JournalFile(UnderlyingFile file, MainFile main) : IStoredFile
{
    private const long Nowhere = -1;
    private const int WordSize = 4;
    private const int MagicSize = 8;
    private const int UsedHeaderSize = 28;
    private const int CountOffset = MagicSize;
    private const int ChecksumStartOffset = MagicSize + WordSize;

    /// <summary>Where the first record lies: after a sector, which for SQLite is 512 bytes where power-safe overwrite is promised, as here.</summary>
    public const int FirstRecordOffset = 512;

    private readonly byte[] _record = GC.AllocateArray<byte>(WordSize + PageLayout.PageSize, pinned: true);

    /// <summary>Where the body belongs whose page number was written last.</summary>
    private long _bodyOffset = Nowhere;

    private uint _bodyPageNumber;

    /// <summary>Where the header starts whose magic number was read last.</summary>
    private long _headerOffset = Nowhere;

    /// <summary>Records under the header read last that were synced before SQLite touched the database; the rest may be a torn tail.</summary>
    private uint _syncedRecords;

    private uint _recordsRead;

    /// <summary>What the checksums of the records under the header read last begin with.</summary>
    private uint _checksumStart;

    /// <summary>Up to where this connection has written the journal of its present transaction, so that no record before can be torn.</summary>
    private long _ownEnd;

    private Checksum _checksumToRead = Checksum.None;
    private Checksum _checksumToWrite = Checksum.None;

    public int Read(Span<byte> destination, long offset)
    {
        if (destination.Length == PageLayout.PageSize && offset % 8 == WordSize)
        {
            return ReadPage(destination, offset);
        }

        var result = file.Read(destination, offset);
        if (result == ResultCode.Ok && destination.Length == WordSize && offset == _checksumToRead.Offset)
        {
            _checksumToRead.ApplyMask(destination);
            if (_checksumToRead.Expected is { } expected && BinaryPrimitives.ReadUInt32BigEndian(destination) != expected)
            {
                result = ResultCode.IoErrorData;
            }
        }

        _checksumToRead = Checksum.None;
        NoteHeader(destination, offset);
        return result;
    }

    public int Write(ReadOnlySpan<byte> source, long offset)
    {
        if (offset == 0 && source.Length >= UsedHeaderSize)
        {
            // The header of the next transaction, or what makes the last one's void; to note what is synced, SQLite writes less of it.
            // A journal that is kept has older records behind.
            _ownEnd = 0;
            ForgetHeader();
        }

        if (source.Length == WordSize)
        {
            return WriteWord(source, offset);
        }

        if (offset == _bodyOffset && source.Length == PageLayout.PageSize)
        {
            return WritePage(source, offset);
        }

        return IsKnownToBeClear(source, offset) ? file.Write(source, offset) : ResultCode.IoErrorWrite;
    }

    public int Truncate(long size)
    {
        _bodyOffset = Nowhere;
        _ownEnd = 0;
        ForgetHeader();
        _checksumToRead = Checksum.None;
        _checksumToWrite = Checksum.None;
        return file.Truncate(size);
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_record);

    /// <summary>SQLite reads a header word by word: the magic number, then how many records follow (all ones: unknown, as nothing was synced), what checksums begin with.</summary>
    private void NoteHeader(ReadOnlySpan<byte> read, long offset)
    {
        if (read.Length == MagicSize)
        {
            ForgetHeader();
            _headerOffset = offset;
        }
        else if (read.Length == WordSize && _headerOffset != Nowhere && offset == _headerOffset + CountOffset)
        {
            var count = BinaryPrimitives.ReadUInt32BigEndian(read);
            _syncedRecords = count == uint.MaxValue ? 0 : count;
        }
        else if (read.Length == WordSize && _headerOffset != Nowhere && offset == _headerOffset + ChecksumStartOffset)
        {
            _checksumStart = BinaryPrimitives.ReadUInt32BigEndian(read);
            _headerOffset = Nowhere;
        }
    }

    private void ForgetHeader()
    {
        _headerOffset = Nowhere;
        _syncedRecords = 0;
        _recordsRead = 0;
    }

    private int ReadPage(Span<byte> destination, long offset)
    {
        var isSynced = _recordsRead++ < _syncedRecords;
        var mayBeTorn = !isSynced && offset >= _ownEnd;
        _checksumToRead = Checksum.None;
        var result = file.Read(_record, offset - WordSize);
        if (result != ResultCode.Ok)
        {
            destination.Clear();
            return result;
        }

        var page = _record.AsSpan(WordSize);
        var pageNumber = BinaryPrimitives.ReadUInt32BigEndian(_record);
        if (main.Keys() is { } keys && keys.Pages.TryDecrypt(page, destination, PageIdentity.Journal(pageNumber)))
        {
            main.ProveKeys();

            // By a checksum that doesn't fit, SQLite knows a torn record and ends the rollback, as if what follows were nothing. This one was whole once.
            _checksumToRead = Checksum.After(offset, page, pageNumber, keys.Blocks) with
            {
                Expected = isSynced ? Checksum.Of(destination, _checksumStart) : null,
            };
            return ResultCode.Ok;
        }

        // SQLite takes a short read for the torn end of the journal, rolls back what came before and deletes the journal. Under a wrong key
        // that would be nothing, and where the record was whole once, half of a transaction.
        destination.Clear();
        return !main.KeysAreProven() ? ResultCode.NotADatabase
            : mayBeTorn ? ResultCode.IoErrorShortRead
            : ResultCode.IoErrorData;
    }

    private int WriteWord(ReadOnlySpan<byte> source, long offset)
    {
        Span<byte> word = stackalloc byte[WordSize];
        source.CopyTo(word);
        if (offset == _checksumToWrite.Offset)
        {
            _checksumToWrite.ApplyMask(word);
        }
        else
        {
            _bodyPageNumber = BinaryPrimitives.ReadUInt32BigEndian(word);
            _bodyOffset = offset + WordSize;
        }

        _checksumToWrite = Checksum.None;
        return file.Write(word, offset);
    }

    private int WritePage(ReadOnlySpan<byte> source, long offset)
    {
        _bodyOffset = Nowhere;
        if (!PageLayout.LeavesReserve(source) || main.KeysForWriting() is not { } keys)
        {
            return ResultCode.IoErrorWrite;
        }

        if (!keys.Writes.TrySpend(PageKind.Journal))
        {
            return ResultCode.Full;
        }

        _ownEnd = offset + PageLayout.PageSize;
        var page = _record.AsSpan(WordSize);
        keys.Pages.Encrypt(source, page, PageIdentity.Journal(_bodyPageNumber));
        _checksumToWrite = Checksum.After(offset, page, _bodyPageNumber, keys.Blocks);
        PageWriteMeter.Record(main.Registration.Name, PageKind.Journal);
        return file.Write(page, offset);
    }

    /// <summary>
    /// Headers are zero beyond their first 28 bytes, marks are shorter, and the name of a super-journal follows the number of
    /// the page that never exists. Anything else could be page content of a size that isn't ours.
    /// </summary>
    private bool IsKnownToBeClear(ReadOnlySpan<byte> source, long offset) =>
        source.Length <= UsedHeaderSize
        || !source[UsedHeaderSize..].ContainsAnyExcept((byte)0)
        || (offset == _bodyOffset && _bodyPageNumber == PageLayout.LockBytePage);

    /// <summary>The checksum that follows a page, and what it is XORed with on disk.</summary>
    /// <param name="Offset">In the file.</param>
    /// <param name="Mask">From the encryption of the page's nonce, which is never used again, and the page number.</param>
    private readonly record struct Checksum(long Offset, uint Mask)
    {
        public static readonly Checksum None = new(Nowhere, 0);

        /// <summary>What it must be; null when a record may be torn, so that SQLite decides.</summary>
        public uint? Expected { get; init; }

        /// <summary>Computed as SQLite's pager does: every 200th byte from the end, added to what the header says.</summary>
        public static uint Of(ReadOnlySpan<byte> page, uint start)
        {
            const int Step = 200;
            for (var i = page.Length - Step; i > 0; i -= Step)
            {
                start = unchecked(start + page[i]);
            }

            return start;
        }

        public static Checksum After(long pageOffset, ReadOnlySpan<byte> encryptedPage, uint pageNumber, BlockCipher cipher)
        {
            Span<byte> block = stackalloc byte[BlockCipher.BlockSize];
            encryptedPage.Slice(PageLayout.NonceOffset, PageLayout.NonceSize).CopyTo(block);
            BinaryPrimitives.WriteUInt32BigEndian(block[PageLayout.NonceSize..], pageNumber);
            cipher.Encrypt(block);
            return new Checksum(pageOffset + PageLayout.PageSize, BinaryPrimitives.ReadUInt32BigEndian(block));
        }

        public void ApplyMask(Span<byte> checksum) =>
            BinaryPrimitives.WriteUInt32BigEndian(checksum, BinaryPrimitives.ReadUInt32BigEndian(checksum) ^ Mask);
    }
}
