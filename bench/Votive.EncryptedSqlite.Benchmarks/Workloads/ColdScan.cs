using Votive.EncryptedSqlite.Benchmarks.Stores;

namespace Votive.EncryptedSqlite.Benchmarks.Workloads;

/// <summary>
/// Every row of a database many times as large as SQLite's cache, on a connection that has nothing cached yet. The operating
/// system has the file in memory: the hardest case, for a disk would hide the decryption.
/// </summary>
internal sealed class ColdScan(Store store) : IWorkload
{
    public void Run()
    {
        using var connection = store.Open();
        connection.Execute("SELECT sum(length(\"Body\")) FROM \"Notes\"");
    }

    public void Dispose() => store.Dispose();
}
