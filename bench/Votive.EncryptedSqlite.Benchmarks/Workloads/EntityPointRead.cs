using Microsoft.EntityFrameworkCore;
using Votive.EncryptedSqlite.Benchmarks.Stores;

namespace Votive.EncryptedSqlite.Benchmarks.Workloads;

/// <summary>Entity Framework: one row by its key, with a new context each time and a database five times as large as SQLite's cache.</summary>
internal sealed class EntityPointRead(Store store, int count) : IWorkload
{
    private readonly Random _random = new(1);

    public void Run()
    {
        for (var i = 0; i < count; i++)
        {
            var id = _random.Next(1, store.RowCount + 1);
            using var context = store.CreateContext();
            _ = context.Notes.AsNoTracking().Single(note => note.Id == id);
        }
    }

    public void Dispose() => store.Dispose();
}
