using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Votive.Storage.Databases.Postgres;

/// <summary>The context over PostgreSQL; the migrations in <c>Migrations/Postgres</c> are its.</summary>
internal sealed class PostgresVotiveContext(DbContextOptions<PostgresVotiveContext> options) : VotiveDbContext(options)
{
    /// <summary>
    /// Compares texts by their code points, as SQLite does: the same order on both and on every server, and no index that goes wrong when
    /// the server's operating system brings new rules for a language.
    /// </summary>
    private const string ByCodePoint = "C";

    public override async Task<IDbContextTransaction> BeginWriteAsync(string scope, CancellationToken cancellationToken)
    {
        var transaction = await Database.BeginTransactionAsync(cancellationToken);
        try
        {
            // Goes with the transaction. A row can't be locked in its place: it may not be there yet.
            await Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({scope}, 0))", cancellationToken);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<string>().UseCollation(ByCodePoint);
        configurationBuilder.Properties<Enum>().UseCollation(ByCodePoint);
    }
}
