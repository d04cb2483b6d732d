using Microsoft.EntityFrameworkCore;
using Npgsql;
using Votive.Storage.Databases.Postgres;

namespace Votive.Storage.Copying;

/// <summary>Contexts over the target.</summary>
internal sealed class TargetContexts(string connectionText) : IDbContextFactory<VotiveDbContext>, IAsyncDisposable
{
    private readonly DbContextOptions<PostgresVotiveContext> _options = new DbContextOptionsBuilder<PostgresVotiveContext>().UseNpgsql(connectionText).Options;

    public VotiveDbContext CreateDbContext() => new PostgresVotiveContext(_options);

    public ValueTask DisposeAsync()
    {
        using var connection = new NpgsqlConnection(connectionText);
        NpgsqlConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }
}
