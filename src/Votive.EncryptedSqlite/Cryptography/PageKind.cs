namespace Votive.EncryptedSqlite.Cryptography;

/// <summary>Which file a page was encrypted for; part of the authenticated data, so that no file's page passes in another.</summary>
internal enum PageKind : byte
{
    Database = (byte)'M',
    Wal = (byte)'W',
    Journal = (byte)'J',
}
