namespace Votive.Backend.Circuits;

/// <summary>A clock whose time of day is counted from the monotonic timestamp, so that setting the machine's clock moves nothing.</summary>
/// <remarks>Polly measures its window and break by the time of day.</remarks>
internal sealed class MonotonicClock(TimeProvider clock) : TimeProvider
{
    private readonly DateTimeOffset _origin = clock.GetUtcNow();
    private readonly long _originTimestamp = clock.GetTimestamp();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _origin + clock.GetElapsedTime(_originTimestamp);

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
