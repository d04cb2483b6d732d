using Microsoft.EntityFrameworkCore;
using Votive.EncryptedSqlite.Benchmarks.Stores;

namespace Votive.EncryptedSqlite.Benchmarks.Workloads;

/// <summary>Entity Framework: 20 rows from some key on, with a new context each time.</summary>
internal sealed class EntityPageRead(Store store, int count) : IWorkload
{
    private const int PageRows = 20;
    private readonly Random _random = new(1);

    public void Run()
    {
        for (var i = 0; i < count; i++)
        {
            var first = _random.Next(1, store.RowCount - PageRows);
            using var context = store.CreateContext();
            context.Notes.AsNoTracking().Where(note => note.Id >= first).OrderBy(note => note.Id).Take(PageRows).Load();
        }
    }

    public void Dispose() => store.Dispose();
}
