using Votive.Storage.Databases;

namespace Votive.Worker.Scheduling;

/// <summary>Holds jobs back until the database has the schema they need. The prompt service brings it up to date; a worker never does.</summary>
internal sealed partial class SchemaGate(VotiveDatabase database, TimeProvider clock, ILogger<SchemaGate> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The database can't be used, and waiting won't help.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        SchemaState? said = null;
        while (await ReadAsync(cancellationToken) is not SchemaState.Current and var state)
        {
            if (state != said)
            {
                Log.Waiting(logger, state);
            }

            said = state;
            await Task.Delay(Interval, clock, cancellationToken);
        }
    }

    private async Task<SchemaState> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await database.ReadSchemaStateAsync(cancellationToken);
        }
        catch (Exception e) when (DatabaseFailure.IsTemporary(e))
        {
            // The prompt service may be changing it at this moment.
            return SchemaState.Older;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Waiting for the prompt service to bring the database up to date: it is {State}.")]
        public static partial void Waiting(ILogger logger, SchemaState state);
    }
}
