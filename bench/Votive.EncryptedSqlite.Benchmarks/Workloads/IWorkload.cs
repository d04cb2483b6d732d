namespace Votive.EncryptedSqlite.Benchmarks.Workloads;

/// <summary>Work on one store, in batches that last about 10 ms: long enough to time, short enough to alternate often.</summary>
internal interface IWorkload : IDisposable
{
    /// <summary>What goes before a batch and is not timed.</summary>
    void Prepare()
    {
    }

    /// <summary>One batch.</summary>
    void Run();
}
