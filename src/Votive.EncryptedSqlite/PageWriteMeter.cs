using System.Diagnostics.Metrics;
using Votive.EncryptedSqlite.Cryptography;

namespace Votive.EncryptedSqlite;

/// <summary>Counts encrypted page writes, each of which spends one random nonce.</summary>
internal static class PageWriteMeter
{
    private static readonly Meter Meter = new(EncryptedVfs.MeterName);

    private static readonly Counter<long> PageWrites = Meter.CreateCounter<long>(
        EncryptedVfs.PageWritesInstrument,
        "{page}",
        "Pages encrypted and written. Stay far below 2^32 for one database file; VACUUM INTO a new file starts afresh.");

    public static void Record(string vfsName, PageKind kind) =>
        PageWrites.Add(1, new("votive.encrypted_sqlite.vfs", vfsName), new("votive.encrypted_sqlite.file", kind switch
        {
            PageKind.Database => "database",
            PageKind.Wal => "wal",
            _ => "journal",
        }));
}
