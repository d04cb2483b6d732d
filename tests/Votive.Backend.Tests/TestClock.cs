using Microsoft.Extensions.Time.Testing;

namespace Votive.Backend.Tests;

/// <summary>A clock that moves when a test says so, whose time of day can be set without moving the monotonic one, and that tells of timers.</summary>
internal sealed class TestClock : FakeTimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<ToldTimer> _running = [];
    private readonly List<(Func<TimeSpan, bool> IsWanted, TaskCompletionSource<TimeSpan> Found)> _waiting = [];

    public TestClock()
        : base(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)) { }

    /// <summary>How far the machine's clock was set off.</summary>
    public TimeSpan Skew { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Skew;

    // The base class takes it from the time of day.
    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ToldTimer(this, base.CreateTimer(callback, state, dueTime, period), dueTime);

    /// <summary>Waits until somebody waits for such a time.</summary>
    /// <returns>The time that they set out to wait.</returns>
    public Task<TimeSpan> WaitForTimerAsync(Func<TimeSpan, bool> isWanted, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_running.FirstOrDefault(timer => isWanted(timer.DueTime)) is { } timer)
            {
                return Task.FromResult(timer.DueTime);
            }

            var found = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((isWanted, found));
            return found.Task.WaitAsync(cancellationToken);
        }
    }

    private void Started(ToldTimer timer)
    {
        lock (_gate)
        {
            _running.Remove(timer);
            if (timer.DueTime == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            _running.Add(timer);
            foreach (var waiter in _waiting.Where(waiter => waiter.IsWanted(timer.DueTime)).ToArray())
            {
                _waiting.Remove(waiter);
                waiter.Found.SetResult(timer.DueTime);
            }
        }
    }

    private void Stopped(ToldTimer timer)
    {
        lock (_gate)
        {
            _running.Remove(timer);
        }
    }

    private sealed class ToldTimer : ITimer
    {
        private readonly TestClock _clock;
        private readonly ITimer _timer;

        public ToldTimer(TestClock clock, ITimer timer, TimeSpan dueTime)
        {
            _clock = clock;
            _timer = timer;
            DueTime = dueTime;
            clock.Started(this);
        }

        public TimeSpan DueTime { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = _timer.Change(dueTime, period);
            DueTime = dueTime;
            _clock.Started(this);
            return changed;
        }

        public void Dispose()
        {
            _clock.Stopped(this);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            _clock.Stopped(this);
            return _timer.DisposeAsync();
        }
    }
}
