using System.Diagnostics.Metrics;

namespace Votive.Backend.Prompts;

/// <summary>What the prompt cache measures.</summary>
internal sealed class PromptCacheMetrics
{
    public const string LookupsName = "votive.prompt_cache.lookups";
    public const string RefreshesName = "votive.prompt_cache.refreshes";

    private readonly Counter<long> _lookups;
    private readonly Counter<long> _refreshes;
    private readonly Counter<long> _evictions;
    private readonly UpDownCounter<int> _queued;
    private readonly UpDownCounter<int> _running;
    private readonly Histogram<double> _servedAge;

    public PromptCacheMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.MeterName);
        _lookups = meter.CreateCounter<long>(LookupsName, description: "Prompts asked for, by how they were found.");
        _refreshes = meter.CreateCounter<long>(RefreshesName, description: "Background refreshes that ended, by outcome.");
        _evictions = meter.CreateCounter<long>("votive.prompt_cache.evictions", description: "Prompts dropped because the cache was full.");
        _queued = meter.CreateUpDownCounter<int>("votive.prompt_cache.refreshes.queued", description: "Refreshes that wait for a free slot.");
        _running = meter.CreateUpDownCounter<int>("votive.prompt_cache.refreshes.running", description: "Refreshes under way.");
        _servedAge = meter.CreateHistogram<double>("votive.prompt_cache.served_age", "s", "Age of prompts served from the cache.");
    }

    public void Found(PromptFreshness freshness, TimeSpan age)
    {
        _lookups.Add(1, new KeyValuePair<string, object?>("outcome", freshness switch
        {
            PromptFreshness.Fresh => "hit",
            PromptFreshness.Stale => "stale",
            _ => "miss",
        }));
        if (freshness != PromptFreshness.Miss)
        {
            _servedAge.Record(age.TotalSeconds);
        }
    }

    public void Queued() => _queued.Add(1);

    public void Dequeued() => _queued.Add(-1);

    public void RefreshStarted() => _running.Add(1);

    public void RefreshEnded(RefreshOutcome outcome)
    {
        _running.Add(-1);
        _refreshes.Add(1, new KeyValuePair<string, object?>("outcome", outcome switch
        {
            RefreshOutcome.Stored => "ok",
            RefreshOutcome.Skipped => "skipped",
            _ => "failed",
        }));
    }

    public void Evicted() => _evictions.Add(1);
}

/// <summary>How a background refresh ended.</summary>
internal enum RefreshOutcome
{
    /// <summary>A newer prompt is in the cache.</summary>
    Stored,

    /// <summary>There was no need: it was fresh by then, or gone.</summary>
    Skipped,

    /// <summary>The prompt service was not asked, failed, or was cut off by the stop.</summary>
    Failed,
}
