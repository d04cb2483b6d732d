using System.Buffers.Binary;
using Votive.EncryptedSqlite.Cryptography;

namespace Votive.EncryptedSqlite.Files;

/// <summary>
/// The layout of a WAL: a 32-byte header in clear, then frames of a 24-byte header and a page. In a frame header, page number
/// and database size are clear; the salts and SQLite's checksums, bytes 8 to 23, are one encrypted block, for a
/// checksum is a linear function of the plaintext.
/// </summary>
internal static class WalFrame
{
    public const int WalHeaderSize = 32;
    public const int HeaderSize = 24;
    public const int Size = HeaderSize + PageLayout.PageSize;

    /// <summary>Where the WAL header says which generation of the WAL this is; frame headers repeat it.</summary>
    public const int WalSaltsOffset = 16;

    private const int SaltsOffset = 8;

    public static void EncryptHeader(BlockCipher cipher, Span<byte> header) =>
        cipher.Encrypt(header.Slice(SaltsOffset, BlockCipher.BlockSize));

    public static void DecryptHeader(BlockCipher cipher, Span<byte> header) =>
        cipher.Decrypt(header.Slice(SaltsOffset, BlockCipher.BlockSize));

    /// <summary>The salts in a decrypted frame header; 0 while the header is provisional.</summary>
    public static ulong SaltsOf(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt64BigEndian(header[SaltsOffset..]);

    /// <summary>The identity of a frame's page.</summary>
    /// <param name="header">The frame's header.</param>
    /// <param name="walSalts">The salts of the WAL as the frame was written.</param>
    public static PageIdentity IdentityOf(ReadOnlySpan<byte> header, ulong walSalts) =>
        new(PageKind.Wal, BinaryPrimitives.ReadUInt32BigEndian(header), walSalts);
}
