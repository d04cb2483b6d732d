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

    private const int SaltsOffset = 8;

    public static void EncryptHeader(BlockCipher cipher, Span<byte> header) =>
        cipher.Encrypt(header.Slice(SaltsOffset, BlockCipher.BlockSize));

    public static void DecryptHeader(BlockCipher cipher, Span<byte> header) =>
        cipher.Decrypt(header.Slice(SaltsOffset, BlockCipher.BlockSize));

    /// <summary>The identity of a frame's page by the frame's decrypted header.</summary>
    public static PageIdentity IdentityOf(ReadOnlySpan<byte> header) => new(
        PageKind.Wal,
        BinaryPrimitives.ReadUInt32BigEndian(header),
        BinaryPrimitives.ReadUInt64BigEndian(header[SaltsOffset..]));

    /// <summary>Decrypts a whole frame in place; false leaves its page zero.</summary>
    public static bool TryDecrypt(DatabaseKeys keys, Span<byte> frame)
    {
        DecryptHeader(keys.Blocks, frame[..HeaderSize]);
        var page = frame[HeaderSize..];
        return keys.Pages.TryDecrypt(page, page, IdentityOf(frame));
    }
}
