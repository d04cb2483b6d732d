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
    private const int UsedHeaderSize = 28;

    private readonly byte[] _record = GC.AllocateArray<byte>(WordSize + PageLayout.PageSize, pinned: true);

    /// <summary>Where the body belongs whose page number was written last.</summary>
    private long _bodyOffset = Nowhere;

    private uint _bodyPageNumber;

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
        }

        _checksumToRead = Checksum.None;
        return result;
    }

    public int Write(ReadOnlySpan<byte> source, long offset)
    {
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
        _checksumToRead = Checksum.None;
        _checksumToWrite = Checksum.None;
        return file.Truncate(size);
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_record);

    private int ReadPage(Span<byte> destination, long offset)
    {
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
            _checksumToRead = Checksum.After(offset, page, pageNumber, keys.Blocks);
            return ResultCode.Ok;
        }

        // SQLite takes a short read for the torn end of the journal and rolls back what came before. Under a wrong key that
        // would be nothing, and it would delete the journal all the same.
        destination.Clear();
        return main.KeysAreProven() ? ResultCode.IoErrorShortRead : ResultCode.NotADatabase;
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
