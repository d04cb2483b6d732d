using Microsoft.EntityFrameworkCore;
using Npgsql;
using Votive.Storage.Databases.Postgres;

namespace Votive.Storage.Copying;

/// <summary>Contexts over the target. Nothing is pooled, so nothing of a copy stays connected after it.</summary>
internal sealed class TargetContexts(string connectionText) : IDbContextFactory<VotiveDbContext>
{
    private readonly DbContextOptions<PostgresVotiveContext> _options = new DbContextOptionsBuilder<PostgresVotiveContext>()
        .UseNpgsql(new NpgsqlConnectionStringBuilder(connectionText) { Pooling = false }.ToString())
        .Options;

    public VotiveDbContext CreateDbContext() => new PostgresVotiveContext(_options);
}
