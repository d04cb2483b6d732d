using Votive.EncryptedSqlite.Benchmarks.Stores;

namespace Votive.EncryptedSqlite.Benchmarks.Workloads;

/// <summary>A workload to be measured on both kinds of store.</summary>
/// <param name="Name">Tells what is done, once, in words.</param>
/// <param name="OperationCount">How many times a batch does it.</param>
/// <param name="Target">Null where none is set.</param>
/// <param name="RowCount">Rows of the store.</param>
/// <param name="Over">Makes the workload; it owns the store.</param>
internal sealed record WorkloadChoice(string Name, int OperationCount, Target? Target, int RowCount, Func<Store, int, IWorkload> Over)
{
    /// <summary>About 13 MB; SQLite's cache holds 2.</summary>
    private const int Rows = 10_000;

    /// <summary>About 80 MB.</summary>
    private const int ManyRows = 60_000;

    public static IReadOnlyList<WorkloadChoice> All { get; } =
    [
        new("EF point read, new context each", 100, Target.AtLeast(0.85), Rows, (store, count) => new EntityPointRead(store, count)),
        new("EF read of 20 rows, new context each", 50, Target.AtLeast(0.85), Rows, (store, count) => new EntityPageRead(store, count)),
        new("Prepared point read", 2000, null, Rows, (store, count) => new PointRead(store, count, cached: true)),
        new("Prepared point read, cache_size = 0", 1000, null, Rows, (store, count) => new PointRead(store, count, cached: false)),
        new("Cold scan, 80 MB", 1, Target.AtLeast(0.35), ManyRows, (store, _) => new ColdScan(store)),
        new("Single-row commit, synchronous = FULL", 10, Target.AtLeast(0.8), Rows, (store, count) => new Insert(store, count, inOneTransaction: false)),
        new("EF single-row commit, new context each", 10, Target.AtLeast(0.8), Rows, (store, count) => new EntityCommit(store, count)),
        new("1,000 inserts in one transaction", 1, null, Rows, (store, _) => new Insert(store, 1000, inOneTransaction: true)),
        new("Open, first read, close; beside another connection", 50, Target.TimeAtMost(1.5), Rows, (store, count) => new OpenAndRead(store, count, beside: true)),
        new("Open, first read, close; alone", 30, Target.TimeAtMost(1.5), Rows, (store, count) => new OpenAndRead(store, count, beside: false)),
        new("Checkpoint of 1,000 pages", 1, null, Rows, (store, _) => new Checkpoint(store)),
        new("Backup copy, 13 MB", 1, null, Rows, (store, _) => new BackupCopy(store)),
    ];

    public IWorkload Create(StoreKind kind, string folder) => Over(new Store(kind, folder, RowCount), OperationCount);
}
