using Microsoft.Extensions.Options;

namespace Votive.Backend.Prompts;

/// <summary>Refreshes stale prompts in the background: so many at a time, the rest in the order in which they came due.</summary>
internal sealed class PromptRefresher(PromptCache cache, IOptions<PromptCacheOptions> options, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // As soon as the stop begins, and not only after the last request has left.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await Task.WhenAll(Enumerable.Range(0, options.Value.MaxConcurrentRefreshes).Select(_ => RefreshAsync(stop.Token)));
    }

    private async Task RefreshAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var entry in cache.Due.ReadAllAsync(stoppingToken))
            {
                await cache.RefreshAsync(entry, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
