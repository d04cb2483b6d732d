using Votive.Storage.Databases;

namespace Votive.Worker;

/// <summary>Looks at the database once: where it can't be used, the program doesn't start. That it is missing or older is no fault, only a wait.</summary>
internal sealed class DatabaseStartup(VotiveDatabase database) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => database.ReadSchemaStateAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
