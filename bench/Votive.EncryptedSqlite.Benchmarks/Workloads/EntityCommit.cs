using Votive.EncryptedSqlite.Benchmarks.Stores;

namespace Votive.EncryptedSqlite.Benchmarks.Workloads;

/// <summary>Entity Framework: one new row and SaveChanges, with a new context each time; each is on disk when it returns.</summary>
internal sealed class EntityCommit(Store store, int count) : IWorkload
{
    private static readonly string Body = new('x', 1000);

    public void Run()
    {
        for (var i = 0; i < count; i++)
        {
            using var context = store.CreateContext();
            context.Add(new Note { Title = "New", Body = Body });
            context.SaveChanges();
        }
    }

    public void Dispose() => store.Dispose();
}
