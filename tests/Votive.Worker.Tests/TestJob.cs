using System.Collections.Concurrent;
using System.Diagnostics;
using Votive.Worker.Scheduling;

namespace Votive.Worker.Tests;

/// <summary>A job that remembers its runs, and does in them what the test wants.</summary>
internal sealed class TestJob : Job
{
    public const string Name = "test-job";

    private int _underWay;

    /// <summary>The trace ids of the runs, in the order they began.</summary>
    public ConcurrentQueue<ActivityTraceId> Runs { get; } = new();

    /// <summary>Most runs that were under way at the same time.</summary>
    public int MostAtOnce { get; private set; }

    public Func<CancellationToken, Task> Work { get; set; } = _ => Task.CompletedTask;

    public override async Task<IReadOnlyDictionary<string, long>> RunAsync(CancellationToken cancellationToken)
    {
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _underWay));
        try
        {
            Runs.Enqueue(Activity.Current!.TraceId);
            await Work(cancellationToken);
            return new Dictionary<string, long> { ["counted"] = Runs.Count };
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
