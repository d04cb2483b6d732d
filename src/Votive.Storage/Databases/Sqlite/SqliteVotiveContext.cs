using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Votive.Storage.Databases.Sqlite;

/// <summary>The context over the encrypted SQLite file; the migrations in <c>Migrations/Sqlite</c> are its.</summary>
internal sealed class SqliteVotiveContext(DbContextOptions<SqliteVotiveContext> options) : VotiveDbContext(options)
{
    // The provider begins every transaction as a writer's (BEGIN IMMEDIATE).
    public override Task<IDbContextTransaction> BeginWriteAsync(string scope, CancellationToken cancellationToken) =>
        Database.BeginTransactionAsync(cancellationToken);
}
