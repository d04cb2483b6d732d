using Votive.Storage.Databases;

namespace Votive.Worker;

/// <summary>Looks at the database once: where it can't be used, the program doesn't start. That it is missing or older is no fault, only a wait.</summary>
internal sealed class DatabaseStartup(VotiveDatabase database) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.ReadSchemaStateAsync(cancellationToken);
        }
        catch (Exception e) when (DatabaseFailure.IsTemporary(e))
        {
            // Busy just now: the jobs wait for it.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
