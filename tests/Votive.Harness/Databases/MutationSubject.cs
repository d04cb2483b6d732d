using Microsoft.Data.Sqlite;
using Votive.EncryptedSqlite;

namespace Votive.Harness.Databases;

/// <summary>A database to be damaged over and over, and the judgement on what it then gives.</summary>
internal sealed class MutationSubject
{
    private const int PageSize = 4096;
    private const int Window = 30;
    private const int Transactions = 40;
    private const int SqliteError = 1;
    private const int JournalHeaderSize = 512;

    private readonly DatabaseFiles _files;
    private readonly Ledger _ledger = new(Window);
    private readonly IReadOnlyDictionary<string, byte[]> _lying;
    private readonly MutationTarget _target;
    private readonly Func<byte[], long> _expected;
    private readonly string _suffix;

    /// <summary>Makes the database.</summary>
    public MutationSubject(DatabaseFiles files, MutationTarget target)
    {
        _files = files;
        _target = target;
        _suffix = target switch
        {
            MutationTarget.Wal => "-wal",
            MutationTarget.Journal => "-journal",
            _ => "",
        };
        (_lying, _expected) = target switch
        {
            MutationTarget.ClosedDatabase => MakeClosed(),
            MutationTarget.Journal => MakeInTransaction(),
            _ => MakeCrashed(),
        };
    }

    /// <summary>The file that is changed, as it was.</summary>
    public byte[] Content => _lying[_suffix];

    /// <summary>Size and first place of pages, frames or records.</summary>
    public (int Size, int Start) Unit => _target switch
    {
        MutationTarget.Wal => (24 + PageSize, CrashedDatabase.WalHeaderSize),
        MutationTarget.Journal => (8 + PageSize, JournalHeaderSize),
        _ => (PageSize, 0),
    };

    /// <summary>Offsets of which each is to be tried: headers wholly, and the borders of every part of some pages, frames or records.</summary>
    public IEnumerable<int> SystematicOffsets()
    {
        var (size, start) = Unit;
        var units = (Content.Length - start) / size;
        var header = Enumerable.Range(0, _target is MutationTarget.ClosedDatabase or MutationTarget.DatabaseWithWal ? 100 : Math.Min(start, 40));
        var lead = size - PageSize;
        var parts = Enumerable.Range(0, lead).Concat([lead, lead + 1, lead + 100, lead + 2048, lead + 4063, lead + 4064, lead + 4075, lead + 4076, lead + 4091, lead + 4092, lead + 4095])
            .Where(offset => offset < size);
        if (_target == MutationTarget.Journal)
        {
            // A record is page number, page, checksum.
            parts = [0, 1, 2, 3, 4, 104, 2052, 4067, 4068, 4079, 4080, 4095, 4096, 4099, 4100, 4101, 4102, 4103];
        }

        var some = new[] { 0, 1, units / 3, units / 2, units - 2, units - 1 }.Where(unit => unit >= 0 && unit < units).Distinct();
        return header.Concat(some.SelectMany(unit => parts.Select(part => start + (unit * size) + part))).Distinct().Where(offset => offset < Content.Length);
    }

    /// <summary>Damages, opens, reads everything and judges.</summary>
    public Verdict Judge(Mutation mutation)
    {
        var files = new Dictionary<string, byte[]>(_lying, StringComparer.Ordinal) { [_suffix] = mutation.Content };
        _files.Write(files);
        var isSame = mutation.Content.AsSpan().SequenceEqual(Content);
        if (_target == MutationTarget.ClosedDatabase && !isSame && PageCheckMisses() is { } missed)
        {
            return new Verdict(Outcome.Wrong, missed);
        }

        try
        {
            if (EncryptedFile.Probe(_files.Path, _files.Key) is not EncryptedFileState.Valid and var state && _target != MutationTarget.Journal)
            {
                return new Verdict(Outcome.Refused, state.ToString());
            }

            using var connection = _files.Open(create: false);
            if (connection.IntegrityCheck() is not "ok" and var integrity)
            {
                return new Verdict(Outcome.Detected, integrity);
            }

            var ledger = _ledger.Read(connection);
            var expected = _expected(mutation.Content);
            return ledger.Fault is not null ? new Verdict(IsUndetectable(mutation) ? Outcome.Undetectable : Outcome.Wrong, ledger.Fault)
                : ledger.Committed != expected ? new Verdict(Outcome.Wrong, $"{ledger.Committed} transactions where {expected} belong")
                : new Verdict(Outcome.Exact, null);
        }
        catch (SqliteException e) when (e.SqliteErrorCode != SqliteError)
        {
            return new Verdict(Outcome.Detected, $"{e.SqliteErrorCode}/{e.SqliteExtendedErrorCode}");
        }
        catch (SqliteException e)
        {
            // No such table: SQLite took it for an empty database.
            return new Verdict(Outcome.Wrong, e.Message);
        }
    }

    /// <summary>
    /// What the library's README says of a rollback journal: cut off, without one of its records, or with another header it counts as shorter than it was,
    /// and the database then stands between two commits. Votive runs in WAL mode, where the same gives an earlier commit.
    /// </summary>
    private bool IsUndetectable(Mutation mutation) => _target == MutationTarget.Journal && (mutation.IsRemoval || mutation.Offset < JournalHeaderSize);

    /// <summary>Null when the check of pages by number finds the damage too, as it must wherever it lies.</summary>
    private string? PageCheckMisses()
    {
        try
        {
            return EncryptedFile.CheckPages(_files.Path, _files.Key, null, CancellationToken.None).DamagedPages > 0 ? null : "the check of all pages finds nothing";
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or InvalidDataException)
        {
            return null;
        }
    }

    private (IReadOnlyDictionary<string, byte[]> Lying, Func<byte[], long> Expected) MakeClosed()
    {
        long last = 0;
        using (var connection = _files.Open())
        {
            connection.Execute("PRAGMA journal_mode = wal");
            Ledger.Create(connection);
            while (last < Transactions)
            {
                last = _ledger.WriteNext(connection);
            }
        }

        return (_files.Read(), _ => last);
    }

    private (IReadOnlyDictionary<string, byte[]> Lying, Func<byte[], long> Expected) MakeCrashed()
    {
        var crash = CrashedDatabase.Make(_files, _ledger, Transactions);
        return (
            new Dictionary<string, byte[]>(StringComparer.Ordinal) { [""] = crash.Main, ["-wal"] = crash.Wal },
            _target == MutationTarget.Wal ? changed => crash.CommittedBefore(crash.Wal, changed) : _ => crash.Transactions);
    }

    private (IReadOnlyDictionary<string, byte[]> Lying, Func<byte[], long> Expected) MakeInTransaction()
    {
        IReadOnlyDictionary<string, byte[]> lying;
        long last = 0;
        using (var connection = _files.Open())
        {
            connection.Execute("PRAGMA journal_mode = delete");
            Ledger.Create(connection);
            while (last < Transactions)
            {
                last = _ledger.WriteNext(connection);
            }

            connection.Execute("PRAGMA cache_size = 5");
            connection.Execute("BEGIN IMMEDIATE");
            _ledger.Change(connection, last + 1);
            connection.Execute("UPDATE entries SET content = randomblob(length(content))");
            lying = _files.Read();
            connection.Execute("ROLLBACK");
        }

        return (lying, _ => last);
    }
}

/// <summary>How a damaged database behaved.</summary>
internal enum Outcome
{
    /// <summary>Not opened, with the cause named.</summary>
    Refused,

    /// <summary>Opened, and the damage met with an error.</summary>
    Detected,

    /// <summary>Gave exactly what had to be there: the damage lies where nothing is read, or in the tail of a WAL.</summary>
    Exact,

    /// <summary>Part of a rollback journal was removed, and the database stands between two commits: a limit that is documented.</summary>
    Undetectable,

    /// <summary>Gave anything else.</summary>
    Wrong,
}

/// <param name="Outcome">How.</param>
/// <param name="Detail">What was said; null when it was exact.</param>
internal sealed record Verdict(Outcome Outcome, string? Detail);
