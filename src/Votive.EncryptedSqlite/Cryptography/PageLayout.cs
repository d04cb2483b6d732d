using System.Buffers.Binary;

namespace Votive.EncryptedSqlite.Cryptography;

/// <summary>Where things lie in a page: 4064 bytes for SQLite, then nonce 12, tag 16, zero 4.</summary>
internal static class PageLayout
{
    public const int PageSize = 4096;
    public const int ReservedSize = 32;
    public const int UsableSize = PageSize - ReservedSize;
    public const int NonceOffset = UsableSize;
    public const int NonceSize = 12;
    public const int TagOffset = NonceOffset + NonceSize;
    public const int TagSize = 16;
    public const int PaddingOffset = TagOffset + TagSize;

    /// <summary>The page that holds SQLite's lock bytes (at 1 GiB); never read or written as a page.</summary>
    public const uint LockBytePage = (0x4000_0000 / PageSize) + 1;

    /// <summary>What the first 16 bytes of a plaintext database say; on disk the salt stands in their place.</summary>
    public static ReadOnlySpan<byte> Magic => "SQLite format 3\0"u8;

    public static long OffsetOf(uint pageNumber) => (pageNumber - 1L) * PageSize;

    public static uint PageNumberAt(long offset) => checked((uint)(offset / PageSize) + 1);

    /// <summary>Whether a plaintext page leaves the room for nonce and tag alone, as SQLite does once the bytes are reserved.</summary>
    public static bool LeavesReserve(ReadOnlySpan<byte> page) => !page[UsableSize..].ContainsAnyExcept((byte)0);

    /// <summary>Whether a plaintext first page belongs to a database with our page size and reserve.</summary>
    public static bool IsPreparedFirstPage(ReadOnlySpan<byte> page) =>
        page.StartsWith(Magic) && page[16] == PageSize >> 8 && page[17] == 0 && page[20] == ReservedSize;

    /// <summary>Pages of the database by the header in its plaintext first page; 0 when the header doesn't know (SQLite's file format, 1.3.8).</summary>
    public static long DatabaseSizeIn(ReadOnlySpan<byte> firstPage)
    {
        const int ChangeCounterOffset = 24;
        const int SizeOffset = 28;
        const int VersionValidForOffset = 92;
        var isValid = firstPage.Slice(ChangeCounterOffset, 4).SequenceEqual(firstPage.Slice(VersionValidForOffset, 4));
        return isValid ? BinaryPrimitives.ReadUInt32BigEndian(firstPage[SizeOffset..]) : 0;
    }
}
