using Microsoft.EntityFrameworkCore;

namespace Votive.EncryptedSqlite.Benchmarks.Stores;

internal sealed class NotesContext(DbContextOptions<NotesContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();
}
