using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Votive.Storage.Databases.Postgres;
using Votive.Storage.Databases.Sqlite;

namespace Votive.Storage.Databases;

/// <summary>Gives contexts of the provider that <c>DATABASE_URL</c> names, from that provider's pool.</summary>
internal sealed class VotiveContextFactory(IServiceProvider services, IOptions<StorageOptions> options) : IDbContextFactory<VotiveDbContext>
{
    // Only the pool in use is ever built: building one needs its provider's settings.
    private readonly Lazy<Func<VotiveDbContext>> _create = new(() => options.Value.UsesPostgres
        ? services.GetRequiredService<IDbContextFactory<PostgresVotiveContext>>().CreateDbContext
        : services.GetRequiredService<IDbContextFactory<SqliteVotiveContext>>().CreateDbContext);

    public VotiveDbContext CreateDbContext() => _create.Value();
}
