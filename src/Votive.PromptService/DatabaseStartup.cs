using Votive.Storage.Databases;

namespace Votive.PromptService;

/// <summary>Makes the database fit before anything reads it. Where it can't be used, the program doesn't start.</summary>
internal sealed class DatabaseStartup(VotiveDatabase database, IHostEnvironment environment) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        database.MigrateAsync(refuseLost: environment.IsProduction(), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
