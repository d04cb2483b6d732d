using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Votive.Backend.Circuits;
using Votive.Contracts.Prompts;
using Votive.ServiceDefaults;

namespace Votive.Backend.Prompts;

/// <summary>
/// Prompts in memory, served stale while they are refreshed. It stands in front of the circuit: only so can stale prompts be served while
/// that is open. Ages are counted on the monotonic clock.
/// </summary>
internal sealed partial class PromptCache : IDisposable
{
    private static readonly TimeSpan FailureRetryAfter = TimeSpan.FromSeconds(5);
    private static readonly int[] BackoffSeconds = [1, 2, 4, 8, 10];

    private readonly PromptClient _client;
    private readonly Circuit _circuit;
    private readonly PromptCacheOptions _options;
    private readonly PromptCacheMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger<PromptCache> _logger;
    private readonly CancellationTokenSource _disposing = new();

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<Fetched>> _flights = new(StringComparer.Ordinal);
    private readonly Channel<Entry> _due =
        Channel.CreateBounded<Entry>(new BoundedChannelOptions(PromptCacheOptions.MaxQueuedCount) { FullMode = BoundedChannelFullMode.Wait });
    private long _newestRevision;
    private long _uses;

    public PromptCache(
        PromptClient client,
        [FromKeyedServices(PromptsFeature.CircuitName)] Circuit circuit,
        IOptions<PromptCacheOptions> options,
        PromptCacheMetrics metrics,
        TimeProvider clock,
        ILogger<PromptCache> logger)
    {
        _client = client;
        _circuit = circuit;
        _options = options.Value;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
        _circuit.Closed += RefreshAllNotFresh;
    }

    /// <summary>Stale entries that are due, in the order in which they came due. Each read is to be followed by <see cref="RefreshAsync"/>.</summary>
    public ChannelReader<Entry> Due => _due.Reader;

    /// <summary>Whether the last call to the prompt service gave a prompt; true before the first.</summary>
    public bool LastFetchSucceeded { get; private set; } = true;

    /// <summary>The prompt: at once where a fresh or stale one is cached, else from the prompt service in one call that all callers share.</summary>
    /// <exception cref="UnavailableException">Nothing usable is cached, and the prompt service gave nothing.</exception>
    public async Task<CachedPrompt> GetAsync(PromptSelector selector, CancellationToken cancellationToken)
    {
        Task<Fetched> flight;
        lock (_gate)
        {
            if (Find(selector.CacheKey, out var age) is { } entry)
            {
                entry.LastUse = ++_uses;
                var freshness = age <= _options.FreshFor ? PromptFreshness.Fresh : PromptFreshness.Stale;
                if (freshness == PromptFreshness.Stale && _circuit.Status.BreakLeft == TimeSpan.Zero && entry.IsRetryDue(_clock))
                {
                    Enqueue(entry);
                }

                _metrics.Found(freshness, age);
                return new CachedPrompt(entry.Set, freshness);
            }

            flight = JoinFlight(selector, _disposing.Token);
        }

        _metrics.Found(PromptFreshness.Miss, default);

        // The flight belongs to everybody who waits for it: a caller who leaves does not end it.
        return await flight.WaitAsync(cancellationToken) switch
        {
            { Set: { } set } => new CachedPrompt(set, PromptFreshness.Miss),
            { Failure: CircuitOpenException open } =>
                throw new UnavailableException("The prompt service is down and is not asked for now.", open.RetryAfter, open),
            { Failure: var failure } =>
                throw new UnavailableException("The prompt service gave no prompt.", FailureRetryAfter, failure),
        };
    }

    /// <summary>Refreshes an entry that was read from <see cref="Due"/>.</summary>
    public async Task RefreshAsync(Entry entry, CancellationToken cancellationToken)
    {
        _metrics.Dequeued();
        _metrics.RefreshStarted();
        var outcome = RefreshOutcome.Failed;
        try
        {
            Task<Fetched> flight;
            lock (_gate)
            {
                if (Find(entry.Selector.CacheKey, out var age) != entry || age <= _options.FreshFor)
                {
                    outcome = RefreshOutcome.Skipped;
                    return;
                }

                flight = JoinFlight(entry.Selector, cancellationToken);
            }

            var fetched = await flight;
            outcome = fetched.Set is null ? RefreshOutcome.Failed : RefreshOutcome.Stored;
            if (fetched.Failure is PromptServiceException or TimeoutException)
            {
                BackOff(entry);
            }
        }
        finally
        {
            lock (_gate)
            {
                entry.IsRefreshPending = false;
            }

            _metrics.RefreshEnded(outcome);
        }
    }

    public void Dispose()
    {
        _circuit.Closed -= RefreshAllNotFresh;
        _due.Writer.TryComplete();
        _disposing.Cancel();
        _disposing.Dispose();
    }

    /// <summary>The entry that may be served. An expired one is removed.</summary>
    private Entry? Find(string cacheKey, out TimeSpan age)
    {
        age = default;
        if (!_entries.TryGetValue(cacheKey, out var entry))
        {
            return null;
        }

        age = _clock.GetElapsedTime(entry.StoredAt);
        if (age <= _options.StaleFor)
        {
            return entry;
        }

        _entries.Remove(cacheKey);
        return null;
    }

    private void Enqueue(Entry entry)
    {
        if (!entry.IsRefreshPending && _due.Writer.TryWrite(entry))
        {
            entry.IsRefreshPending = true;
            _metrics.Queued();
        }
    }

    private void RefreshAllNotFresh()
    {
        lock (_gate)
        {
            foreach (var cacheKey in _entries.Keys.ToArray())
            {
                if (Find(cacheKey, out var age) is { } entry && age > _options.FreshFor && !_flights.ContainsKey(cacheKey))
                {
                    Enqueue(entry);
                }
            }
        }
    }

    private void BackOff(Entry entry)
    {
        lock (_gate)
        {
            var seconds = BackoffSeconds[Math.Min(entry.Failures, BackoffSeconds.Length - 1)];
            entry.Failures++;
            entry.FailedAt = _clock.GetTimestamp();
            entry.RetryDelay = TimeSpan.FromSeconds(seconds * (0.8 + (0.4 * Random.Shared.NextDouble())));
        }
    }

    /// <summary>The one call under way for this prompt, or a new one. Call it with the gate held.</summary>
    private Task<Fetched> JoinFlight(PromptSelector selector, CancellationToken cancellationToken)
    {
        if (!_flights.TryGetValue(selector.CacheKey, out var flight))
        {
            // On the pool, so that nothing of the call runs with the gate held.
            flight = Task.Run(() => FetchAsync(selector, cancellationToken), CancellationToken.None);
            _flights.Add(selector.CacheKey, flight);
        }

        return flight;
    }

    private async Task<Fetched> FetchAsync(PromptSelector selector, CancellationToken cancellationToken)
    {
        try
        {
            var set = await _circuit.ExecuteAsync(token => _client.ResolveAsync(selector, token), cancellationToken);
            Store(selector, set);
            LastFetchSucceeded = true;
            return new Fetched(set, null);
        }
        catch (Exception exception) when (exception is PromptServiceException or TimeoutException)
        {
            LastFetchSucceeded = false;
            Log.FetchFailed(_logger, selector.Key, exception);
            return new Fetched(null, exception);
        }
        catch (Exception exception) when (exception is CircuitOpenException or OperationCanceledException)
        {
            return new Fetched(null, exception);
        }
        finally
        {
            lock (_gate)
            {
                _flights.Remove(selector.CacheKey);
            }
        }
    }

    private void Store(PromptSelector selector, ResolutionSet set)
    {
        lock (_gate)
        {
            if (set.Revision < _newestRevision)
            {
                throw new PromptServiceException("The prompt service went back to an older revision.");
            }

            _newestRevision = set.Revision;
            if (!_entries.ContainsKey(selector.CacheKey) && _entries.Count >= PromptCacheOptions.MaxEntryCount)
            {
                _entries.Remove(_entries.MinBy(pair => pair.Value.LastUse).Key);
                _metrics.Evicted();
            }

            _entries[selector.CacheKey] = new Entry(selector, set, _clock.GetTimestamp()) { LastUse = ++_uses };
        }
    }

    /// <summary>What one call brought: a set, or the reason for none.</summary>
    private sealed record Fetched(ResolutionSet? Set, Exception? Failure);

    /// <summary>A cached prompt. All but the first three members are guarded by the cache's gate.</summary>
    internal sealed class Entry(PromptSelector selector, ResolutionSet set, long storedAt)
    {
        public PromptSelector Selector { get; } = selector;

        public ResolutionSet Set { get; } = set;

        public long StoredAt { get; } = storedAt;

        public long LastUse { get; set; }

        /// <summary>True while it waits for a refresh or is being refreshed.</summary>
        public bool IsRefreshPending { get; set; }

        /// <summary>Refreshes that failed since it was stored.</summary>
        public int Failures { get; set; }

        public long FailedAt { get; set; }

        public TimeSpan RetryDelay { get; set; }

        public bool IsRetryDue(TimeProvider clock) => Failures == 0 || clock.GetElapsedTime(FailedAt) >= RetryDelay;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The prompt service gave no prompt for {PromptKey}.")]
        public static partial void FetchFailed(ILogger logger, string promptKey, Exception exception);
    }
}
