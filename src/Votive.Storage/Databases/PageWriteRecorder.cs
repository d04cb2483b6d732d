using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Votive.EncryptedSqlite;

namespace Votive.Storage.Databases;

/// <summary>Keeps the count of encrypted pages, and says in time when a database file comes near its bound.</summary>
internal sealed partial class PageWriteRecorder(VotiveDatabase database, TimeProvider clock, ILogger<PageWriteRecorder> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                Record();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host whose start was refused takes this for a failure, and would report it before the refusal.
        }
    }

    private void Record()
    {
        try
        {
            var pages = database.RecordPageWrites() ?? 0;
            if (pages >= EncryptedVfs.PageWriteLimit)
            {
                Log.BoundReached(logger);
            }
            else if (pages >= EncryptedVfs.PageWriteWarning)
            {
                Log.NearBound(logger, (pages * 100.0 / EncryptedVfs.PageWriteLimit).ToString("0", CultureInfo.InvariantCulture));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotRecorded(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The database has used {Percent} % of the page writes that one key allows; writing ends at 100 %. Run `votive db rekey`.")]
        public static partial void NearBound(ILogger logger, string percent);

        [LoggerMessage(3, LogLevel.Error, "The database has used all page writes that one key allows: nothing can be written until `votive db rekey`.")]
        public static partial void BoundReached(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "The count of encrypted pages could not be written down.")]
        public static partial void NotRecorded(ILogger logger, Exception exception);
    }
}
