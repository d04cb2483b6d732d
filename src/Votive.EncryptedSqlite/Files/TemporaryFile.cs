using System.Security.Cryptography;

namespace Votive.EncryptedSqlite.Files;

/// <summary>
/// A temporary database, statement journal or sorter file, kept in memory so that it never reaches the disk. Costs as much memory as
/// SQLite writes to it: VACUUM, as much as the database is large.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    private const int ChunkSize = 64 * 1024;

    private readonly List<byte[]> _chunks = [];

    /// <summary>In bytes.</summary>
    public long Size { get; private set; }

    /// <summary>Fills what is there and zeros the rest.</summary>
    /// <returns>False when the file ends before <paramref name="destination"/> does.</returns>
    public bool Read(Span<byte> destination, long offset)
    {
        var available = (int)Math.Clamp(Size - offset, 0, destination.Length);
        destination[available..].Clear();
        for (var done = 0; done < available;)
        {
            var part = PartAt(offset + done, available - done);
            part.CopyTo(destination[done..]);
            done += part.Length;
        }

        return available == destination.Length;
    }

    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        Size = Math.Max(Size, offset + source.Length);
        while ((long)_chunks.Count * ChunkSize < Size)
        {
            _chunks.Add(GC.AllocateArray<byte>(ChunkSize, pinned: true));
        }

        for (var done = 0; done < source.Length;)
        {
            var part = PartAt(offset + done, source.Length - done);
            source.Slice(done, part.Length).CopyTo(part);
            done += part.Length;
        }
    }

    /// <summary>Shortens the file, wiping what is cut off.</summary>
    public void Truncate(long size)
    {
        if (size >= Size)
        {
            return;
        }

        for (var offset = size; offset < Size;)
        {
            var part = PartAt(offset, (int)Math.Min(Size - offset, ChunkSize));
            CryptographicOperations.ZeroMemory(part);
            offset += part.Length;
        }

        Size = size;
        var needed = (int)((size + ChunkSize - 1) / ChunkSize);
        _chunks.RemoveRange(needed, _chunks.Count - needed);
    }

    public void Dispose() => Truncate(0);

    private Span<byte> PartAt(long offset, int length)
    {
        var within = (int)(offset % ChunkSize);
        return _chunks[(int)(offset / ChunkSize)].AsSpan(within, Math.Min(length, ChunkSize - within));
    }
}
