using System.Buffers.Binary;
using System.Collections.Concurrent;
using Votive.EncryptedSqlite.Cryptography;

namespace Votive.EncryptedSqlite;

/// <summary>How many pages were encrypted under one salt, each of which spent one random nonce. Shared by all files under that salt; thread-safe.</summary>
internal sealed class PageWriteCount
{
    /// <summary>
    /// Writes of the database file that are still let through beyond the limit. They finish what was begun, a checkpoint or a rollback: without
    /// them, a database that stopped at the limit could not be read. The risk grows by no more than a seventh.
    /// </summary>
    public const long Headroom = 1L << 28;

    /// <summary>By salt; one small object for each database file that was ever open in this process.</summary>
    private static readonly ConcurrentDictionary<UInt128, PageWriteCount> BySalt = new();

    private readonly Lock _settling = new();
    private long _here;
    private long _elsewhere;
    private long _settled;

    /// <summary>By this process.</summary>
    public long Here => Interlocked.Read(ref _here);

    public static PageWriteCount Of(ReadOnlySpan<byte> salt) =>
        BySalt.GetOrAdd(BinaryPrimitives.ReadUInt128LittleEndian(salt), static _ => new PageWriteCount());

    /// <summary>Adds what was not settled yet to a count that is kept elsewhere, and takes over its new total.</summary>
    public long Settle(Func<long, long> add)
    {
        lock (_settling)
        {
            var here = Here;
            var total = add(here - _settled);
            _settled = here;
            Interlocked.Exchange(ref _elsewhere, Math.Max(Interlocked.Read(ref _elsewhere), total - here));
            return total;
        }
    }

    /// <summary>Counts one page about to be encrypted; false when it must not be.</summary>
    public bool TrySpend(PageKind kind)
    {
        var limit = kind == PageKind.Database ? EncryptedVfs.PageWriteLimit + Headroom : EncryptedVfs.PageWriteLimit;
        if (Interlocked.Increment(ref _here) + Interlocked.Read(ref _elsewhere) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _here);
        return false;
    }
}
