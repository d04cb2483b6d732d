using System.Buffers.Binary;

namespace Votive.EncryptedSqlite.Cryptography;

/// <summary>The place a page was encrypted for; it opens nowhere else.</summary>
/// <param name="Kind">The kind of file.</param>
/// <param name="PageNumber">From 1.</param>
/// <param name="WalSalts">The two salts of the WAL generation; 0 outside a WAL.</param>
internal readonly record struct PageIdentity(PageKind Kind, uint PageNumber, ulong WalSalts)
{
    public const int EncodedSize = 13;

    public static PageIdentity Database(uint pageNumber) => new(PageKind.Database, pageNumber, 0);

    public static PageIdentity Journal(uint pageNumber) => new(PageKind.Journal, pageNumber, 0);

    /// <summary>Bytes at the start of the page that stay clear: the salt, in a database's first page.</summary>
    public int ClearPrefixSize => this is { Kind: PageKind.Database, PageNumber: 1 } ? DatabaseKeys.SaltSize : 0;

    public void Encode(Span<byte> destination)
    {
        destination[0] = (byte)Kind;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], PageNumber);
        BinaryPrimitives.WriteUInt64BigEndian(destination[5..], WalSalts);
    }
}
