using Votive.EncryptedSqlite.Benchmarks.Stores;

namespace Votive.EncryptedSqlite.Benchmarks.Workloads;

/// <summary>Copies the database with SQLite's backup API into a new file of the same kind.</summary>
internal sealed class BackupCopy(Store store) : IWorkload
{
    private string TargetPath => store.PathOf("copy.db");

    public void Prepare() => File.Delete(TargetPath);

    public void Run()
    {
        using var source = store.Open();
        using var target = store.Open(TargetPath);
        source.BackupDatabase(target);
    }

    public void Dispose() => store.Dispose();
}
