namespace Votive.Harness.Databases;

/// <summary>
/// A database as it lies on disk after its writer died: a main file of the first transactions and a WAL with the others; and the same WAL
/// one generation earlier.
/// </summary>
internal sealed class CrashedDatabase
{
    public const int WalHeaderSize = 32;

    private readonly DatabaseFiles _files;
    private readonly Ledger _ledger;

    /// <summary>Length of the WAL after each of its transactions.</summary>
    private readonly List<long> _lengths = [];

    private byte[] _main = [];
    private long _before;

    private CrashedDatabase(DatabaseFiles files, Ledger ledger)
    {
        _files = files;
        _ledger = ledger;
    }

    public DatabaseFiles Files => _files;

    public byte[] Main => _main;

    public byte[] Wal { get; private set; } = [];

    /// <summary>The WAL of the generation before, whose content is in the main file by now.</summary>
    public byte[] OlderWal { get; private set; } = [];

    /// <summary>Transactions in main file and WAL together.</summary>
    public long Transactions => _before + _lengths.Count;

    /// <summary>Transactions in the main file.</summary>
    public long TransactionsInMain => _before;

    /// <summary>Makes one by writing two generations of so many transactions.</summary>
    public static CrashedDatabase Make(DatabaseFiles files, Ledger ledger, int transactionsPerGeneration)
    {
        var crash = new CrashedDatabase(files, ledger);
        using (var connection = files.Open())
        {
            connection.Execute("PRAGMA journal_mode = wal");
            connection.Execute("PRAGMA wal_autocheckpoint = 0");
            Ledger.Create(connection);
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            for (var i = 0; i < transactionsPerGeneration; i++)
            {
                crash._before = ledger.WriteNext(connection);
            }

            crash.OlderWal = files.Read()["-wal"];

            // Not TRUNCATE: the next generation starts over in the same file.
            connection.Execute("PRAGMA wal_checkpoint(RESTART)");
            var written = 0L;
            for (var i = 0; i < transactionsPerGeneration; i++)
            {
                ledger.WriteNext(connection);
                written = WrittenBy(connection, written);
                crash._lengths.Add(written);
            }

            var lying = files.Read();
            crash._main = lying[""];
            crash.Wal = lying["-wal"];
        }

        files.Delete();
        return crash;
    }

    /// <summary>How many transactions lie wholly before the first byte at which two WALs differ.</summary>
    public long CommittedBefore(byte[] wal, byte[] other)
    {
        var same = wal.AsSpan().CommonPrefixLength(other);
        return same < WalHeaderSize ? _before : _before + _lengths.Count(length => length <= same);
    }

    /// <summary>Lays the files out anew, with another WAL and perhaps another main file.</summary>
    public void Restore(byte[] wal, byte[]? main = null) =>
        _files.Write(new Dictionary<string, byte[]>(StringComparer.Ordinal) { [""] = main ?? _main, ["-wal"] = wal });

    /// <summary>Opens and reads what is recovered.</summary>
    public LedgerState Read(out string integrity)
    {
        using var connection = _files.Open(create: false);
        integrity = connection.IntegrityCheck();
        return integrity == "ok" ? _ledger.Read(connection) : new LedgerState(0, integrity);
    }

    /// <summary>End of the WAL's present generation in bytes; a WAL that starts over does not change its length.</summary>
    private static long WrittenBy(Microsoft.Data.Sqlite.SqliteConnection connection, long before)
    {
        const int FrameSize = 24 + 4096;
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(NOOP)";
        using var reader = command.ExecuteReader();
        return reader.Read() ? WalHeaderSize + (reader.GetInt64(1) * FrameSize) : before;
    }
}
