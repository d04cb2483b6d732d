using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Votive.Storage.Databases.Postgres;
using Votive.Storage.Databases.Sqlite;

namespace Votive.Storage.Databases;

/// <summary>The SQLite context as <c>dotnet ef --context SqliteVotiveContext</c> makes it: the model without a database or key.</summary>
internal sealed class DesignTimeSqliteContext : IDesignTimeDbContextFactory<SqliteVotiveContext>
{
    public SqliteVotiveContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteVotiveContext>().UseSqlite("Data Source=:memory:").Options);
}

/// <summary>The PostgreSQL context as <c>dotnet ef --context PostgresVotiveContext</c> makes it: the model without a server.</summary>
internal sealed class DesignTimePostgresContext : IDesignTimeDbContextFactory<PostgresVotiveContext>
{
    public PostgresVotiveContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresVotiveContext>().UseNpgsql().Options);
}
