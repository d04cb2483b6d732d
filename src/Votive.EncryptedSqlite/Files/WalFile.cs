using System.Buffers.Binary;
using Votive.EncryptedSqlite.Cryptography;
using Votive.EncryptedSqlite.Interop;

namespace Votive.EncryptedSqlite.Files;

/// <summary>The write-ahead log of a main database, under that database's keys.</summary>
internal sealed class WalFile(UnderlyingFile file, MainFile main) : IStoredFile
{
    private const long NoFrame = -1;

    /// <summary>Where the frame starts whose header was written last and whose page comes next.</summary>
    private long _openFrame = NoFrame;

    private PageIdentity _openFrameIdentity;

    /// <summary>
    /// Whether SQLite is recovering, which begins with the WAL's header, or else is reading back frames of the transaction that it is committing
    /// (to chain their checksums anew), which begins with the 8 bytes of a checksum.
    /// </summary>
    private bool _isRecovering;

    public int Read(Span<byte> destination, long offset)
    {
        if (offset < WalFrame.WalHeaderSize)
        {
            return ReadWalHeader(destination, offset);
        }

        var within = (int)((offset - WalFrame.WalHeaderSize) % WalFrame.Size);
        var frameStart = offset - within;
        return (within, destination.Length) switch
        {
            (0, WalFrame.Size) => ReadFrame(destination, frameStart),
            (WalFrame.HeaderSize, PageLayout.PageSize) => ReadPage(destination, frameStart),
            _ when within + destination.Length <= WalFrame.HeaderSize => ReadPartOfHeader(destination, frameStart, within),
            _ => Refuse(destination, ResultCode.IoErrorRead),
        };
    }

    public int Write(ReadOnlySpan<byte> source, long offset)
    {
        if (offset + source.Length <= WalFrame.WalHeaderSize)
        {
            return file.Write(source, offset);
        }

        var within = (int)((offset - WalFrame.WalHeaderSize) % WalFrame.Size);
        var frameStart = offset - within;
        return (within, source.Length) switch
        {
            (0, WalFrame.HeaderSize) => WriteHeader(source, frameStart),
            (WalFrame.HeaderSize, PageLayout.PageSize) => WritePage(source, frameStart),
            _ => ResultCode.IoErrorWrite,
        };
    }

    public int Truncate(long size)
    {
        _openFrame = NoFrame;
        return file.Truncate(size);
    }

    public void Dispose()
    {
    }

    private int ReadWalHeader(Span<byte> destination, long offset)
    {
        _isRecovering = destination.Length == WalFrame.WalHeaderSize;
        return offset + destination.Length <= WalFrame.WalHeaderSize
            ? file.Read(destination, offset)
            : Refuse(destination, ResultCode.IoErrorRead);
    }

    /// <summary>In recovery a frame that doesn't open is a torn or stale tail, and zeros make SQLite end there. In a commit it is damage.</summary>
    private int ReadFrame(Span<byte> destination, long frameStart)
    {
        var result = file.Read(destination, frameStart);
        if (result != ResultCode.Ok)
        {
            return Refuse(destination, result);
        }

        if (TryDecrypt(destination, destination[WalFrame.HeaderSize..]))
        {
            return ResultCode.Ok;
        }

        // Under a wrong key every frame looks torn, and SQLite would delete the log with all that was committed to it.
        return Refuse(destination, !main.KeysAreProven() ? ResultCode.NotADatabase : _isRecovering ? ResultCode.Ok : ResultCode.IoErrorData);
    }

    private int ReadPage(Span<byte> destination, long frameStart)
    {
        Span<byte> frame = stackalloc byte[WalFrame.Size];
        var result = file.Read(frame, frameStart);
        if (result != ResultCode.Ok)
        {
            return Refuse(destination, result);
        }

        return TryDecrypt(frame, destination) ? ResultCode.Ok : Refuse(destination, ResultCode.IoErrorData);
    }

    /// <summary>Decrypts a whole frame: the header in place, the page to where it is wanted.</summary>
    private bool TryDecrypt(Span<byte> frame, Span<byte> page)
    {
        if (main.Keys() is not { } keys)
        {
            return false;
        }

        WalFrame.DecryptHeader(keys.Blocks, frame[..WalFrame.HeaderSize]);
        if (!keys.Pages.TryDecrypt(frame[WalFrame.HeaderSize..], page, Identify(frame)))
        {
            return false;
        }

        main.ProveKeys();
        return true;
    }

    /// <summary>
    /// Finds what a frame's page is bound to. Once a page was written over within a transaction, SQLite leaves salts and checksums of
    /// the frames after it zero and fills them in at commit; the salts to come are those of the WAL header.
    /// </summary>
    private PageIdentity Identify(ReadOnlySpan<byte> header)
    {
        var salts = WalFrame.SaltsOf(header);
        if (salts == 0)
        {
            Span<byte> walSalts = stackalloc byte[sizeof(ulong)];
            file.Read(walSalts, WalFrame.WalSaltsOffset);
            salts = BinaryPrimitives.ReadUInt64BigEndian(walSalts);
        }

        return WalFrame.IdentityOf(header, salts);
    }

    /// <summary>When SQLite rewrites frames within a transaction it starts from the previous frame's checksums, 8 bytes.</summary>
    private int ReadPartOfHeader(Span<byte> destination, long frameStart, int within)
    {
        _isRecovering = false;
        Span<byte> header = stackalloc byte[WalFrame.HeaderSize];
        var result = ReadHeader(header, frameStart);
        if (result != ResultCode.Ok)
        {
            return Refuse(destination, result);
        }

        header.Slice(within, destination.Length).CopyTo(destination);
        return ResultCode.Ok;
    }

    private int ReadHeader(Span<byte> header, long frameStart)
    {
        var result = file.Read(header, frameStart);
        if (result != ResultCode.Ok)
        {
            return result;
        }

        if (main.Keys() is not { } keys)
        {
            return ResultCode.IoErrorRead;
        }

        WalFrame.DecryptHeader(keys.Blocks, header);
        return ResultCode.Ok;
    }

    private int WriteHeader(ReadOnlySpan<byte> source, long frameStart)
    {
        if (main.KeysForWriting() is not { } keys)
        {
            return ResultCode.IoErrorWrite;
        }

        _openFrame = frameStart;
        _openFrameIdentity = Identify(source);

        Span<byte> header = stackalloc byte[WalFrame.HeaderSize];
        source.CopyTo(header);
        WalFrame.EncryptHeader(keys.Blocks, header);
        return file.Write(header, frameStart);
    }

    private int WritePage(ReadOnlySpan<byte> source, long frameStart)
    {
        // SQLite's checksum covers the reserve as well, which won't come back from disk as it was.
        if (!PageLayout.LeavesReserve(source) || main.KeysForWriting() is not { } keys)
        {
            return ResultCode.IoErrorWrite;
        }

        if (_openFrame != frameStart)
        {
            // A page changed again within its transaction is written over the earlier frame, without a new header.
            Span<byte> header = stackalloc byte[WalFrame.HeaderSize];
            var result = ReadHeader(header, frameStart);
            if (result != ResultCode.Ok)
            {
                return ResultCode.IoErrorWrite;
            }

            _openFrameIdentity = Identify(header);
        }

        _openFrame = NoFrame;
        if (!keys.Writes.TrySpend(PageKind.Wal))
        {
            return ResultCode.Full;
        }

        Span<byte> page = stackalloc byte[PageLayout.PageSize];
        keys.Pages.Encrypt(source, page, _openFrameIdentity);
        PageWriteMeter.Record(main.Registration.Name, PageKind.Wal);
        return file.Write(page, frameStart + WalFrame.HeaderSize);
    }

    private static int Refuse(Span<byte> destination, int result)
    {
        destination.Clear();
        return result;
    }
}
