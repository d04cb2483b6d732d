using Votive.Storage.Databases;
using Votive.Storage.Fields;

namespace Votive.PromptService.Resolve;

/// <summary>Builds the first snapshot before the service answers, and looks every second whether the revision has moved.</summary>
/// <remarks>By asking the database, because another process may have published.</remarks>
internal sealed partial class SnapshotRefresh(SnapshotSource source, TimeProvider clock, ILogger<SnapshotRefresh> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await source.RefreshAsync(cancellationToken);
        }
        catch (FieldException e)
        {
            throw e.ToRefusal();
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var logged = Failure.None;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await source.RefreshAsync(stoppingToken))
                {
                    Log.Rebuilt(logger, source.Current.Revision);
                }

                logged = Failure.None;
            }
            catch (Exception e) when (DatabaseFailure.IsTemporary(e))
            {
                if (logged != Failure.NoAnswer)
                {
                    Log.Kept(logger, e);
                }

                logged = Failure.NoAnswer;
            }
            catch (FieldException e)
            {
                // Sealed by another program with a key that this one was not given, or damaged.
                if (logged != Failure.Unopenable)
                {
                    Log.Unopenable(logger, e);
                }

                logged = Failure.Unopenable;
            }
        }
    }

    /// <summary>What was logged last; logged again only when it changes.</summary>
    private enum Failure
    {
        None,
        NoAnswer,
        Unopenable,
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Prompts are served from revision {Revision}.")]
        public static partial void Rebuilt(ILogger logger, long revision);

        [LoggerMessage(2, LogLevel.Warning, "The database does not answer; prompts are served as they were.")]
        public static partial void Kept(ILogger logger, Exception exception);

        [LoggerMessage(3, LogLevel.Error, "A prompt can't be opened; prompts are served as they were.")]
        public static partial void Unopenable(ILogger logger, Exception exception);
    }
}
