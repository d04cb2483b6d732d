using Votive.ServiceDefaults;
using Votive.Storage.Databases;
using Votive.Storage.Maintenance;

namespace Votive.PromptService;

/// <summary>Makes the database fit before anything reads it. Where it can't be used, the program doesn't start.</summary>
internal sealed class DatabaseStartup(DatabaseMigration migration, IHostEnvironment environment) : IHostedService
{
    /// <exception cref="UnavailableException">The database's server does not answer.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await migration.RunAtStartAsync(refuseLost: environment.IsProduction(), cancellationToken);
        }
        catch (Exception e) when (DatabaseFailure.IsTemporary(e))
        {
            throw new UnavailableException("DATABASE_URL names a database that does not answer.", retryAfter: null, e);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
