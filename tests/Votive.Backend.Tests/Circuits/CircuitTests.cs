using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Votive.Backend.Circuits;

namespace Votive.Backend.Tests.Circuits;

/// <summary>resilience.md § 1, line by line.</summary>
public sealed class CircuitTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Reset = TimeSpan.FromSeconds(30);

    private readonly TestClock _clock = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeLogCollector _logs = new();
    private readonly Circuit _circuit;

    public CircuitTests() => _circuit = Create(new CircuitBreakerOptions());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Start_Closed() => Assert.Equal(CircuitState.Closed, _circuit.Status.State);

    [Fact]
    public async Task FourFailures_StaysClosed()
    {
        await CallAsync("ffff");

        Assert.Equal(CircuitState.Closed, _circuit.Status.State);
    }

    [Fact]
    public async Task FifthFailure_Opens()
    {
        await CallAsync("fffff");

        Assert.Equal(CircuitState.Open, _circuit.Status.State);
    }

    [Theory]
    [InlineData("sf", nameof(CircuitState.Closed))]
    [InlineData("ssssffff", nameof(CircuitState.Closed))]
    [InlineData("sssfffff", nameof(CircuitState.Open))]
    [InlineData("ssfff", nameof(CircuitState.Open))]
    public async Task FailureRatio_OpensOnlyAboveTheThreshold(string calls, string expected)
    {
        await CallAsync(calls);

        Assert.Equal(expected, _circuit.Status.State.ToString());
    }

    [Theory]
    [InlineData(30, 10, 3)]
    [InlineData(10, 20, 2)]
    [InlineData(70, 10, 7)]
    public async Task ExactlyTheThreshold_StaysClosed(int thresholdPercent, int calls, int failures)
    {
        var circuit = Create(new CircuitBreakerOptions { ErrorThresholdPercent = thresholdPercent });

        await CallAsync(new string('s', calls - failures) + new string('f', failures), circuit);

        Assert.Equal(CircuitState.Closed, circuit.Status.State);
    }

    [Fact]
    public async Task FailuresOlderThanTheWindow_NoLongerCount()
    {
        await CallAsync("ffff");
        _clock.Advance(TimeSpan.FromSeconds(11));

        await CallAsync("f");

        Assert.Equal(CircuitState.Closed, _circuit.Status.State);
    }

    [Fact]
    public async Task Open_RefusesWithoutACall()
    {
        await CallAsync("fffff");
        _clock.Advance(TimeSpan.FromSeconds(12.5));
        var called = false;

        var exception = await Assert.ThrowsAsync<CircuitOpenException>(() => _circuit.ExecuteAsync(
            _ =>
            {
                called = true;
                return Task.FromResult(0);
            },
            Token));

        Assert.False(called);
        Assert.Equal(TimeSpan.FromSeconds(17.5), exception.RetryAfter);
    }

    [Fact]
    public async Task BreakOver_OneOfAThousandPasses()
    {
        await CallAsync("fffff");
        _clock.Advance(Reset);
        var calls = 0;
        var gate = new TaskCompletionSource();
        async Task<int> ProbeAsync(CancellationToken token)
        {
            Interlocked.Increment(ref calls);
            await gate.Task.WaitAsync(token);
            return 0;
        }

        var callers = Enumerable.Range(0, 1000).Select(_ => Task.Run(() => _circuit.ExecuteAsync(ProbeAsync, Token), Token)).ToArray();
        var refused = 0;
        await foreach (var caller in Task.WhenEach(callers))
        {
            if (caller.IsFaulted)
            {
                Assert.IsType<CircuitOpenException>(caller.Exception!.InnerException);
                if (++refused == 999)
                {
                    gate.SetResult();
                }
            }
        }

        Assert.Equal(1, calls);
        Assert.Equal(999, refused);
        Assert.Equal(CircuitState.Closed, _circuit.Status.State);
    }

    [Fact]
    public async Task ProbeFails_OpensForAFullResetTimeout()
    {
        await CallAsync("fffff");
        _clock.Advance(Reset);

        await CallAsync("f");

        Assert.Equal(CircuitState.Open, _circuit.Status.State);
        Assert.Equal(Reset, _circuit.Status.BreakLeft);
    }

    [Fact]
    public async Task ProbeTimesOut_OpensAgain()
    {
        await CallAsync("fffff");
        _clock.Advance(Reset);
        var probe = _circuit.ExecuteAsync(HangAsync, Token);
        await _clock.WaitForTimerAsync(due => due == Timeout, Token);
        _clock.Advance(Timeout);

        await Assert.ThrowsAsync<TimeoutException>(() => probe);

        Assert.Equal(CircuitState.Open, _circuit.Status.State);
    }

    [Fact]
    public async Task Timeouts_CountOnceEachAsFailures()
    {
        await CallAsync("ss");
        var calls = Enumerable.Range(0, 2).Select(_ => _circuit.ExecuteAsync(HangAsync, Token)).ToArray();
        _clock.Advance(Timeout);
        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => call);
        }

        Assert.Equal(CircuitState.Closed, _circuit.Status.State);
        await CallAsync("f");
        Assert.Equal(CircuitState.Open, _circuit.Status.State);
    }

    [Fact]
    public async Task CancelledByItsCaller_IsNoSuccess()
    {
        await CallAsync("ffff");
        await CancelAsync(20);

        await CallAsync("f");

        Assert.Equal(CircuitState.Open, _circuit.Status.State);
    }

    [Fact]
    public async Task CancelledByItsCaller_IsNoFailure()
    {
        await CallAsync("fff");

        await CancelAsync(20);

        Assert.Equal(CircuitState.Closed, _circuit.Status.State);
    }

    [Fact]
    public async Task ProbeCancelledByItsCaller_OpensForAnotherBreak_AndTheNextProbePasses()
    {
        await CallAsync("fffff");
        _clock.Advance(Reset);

        await CancelAsync(1);

        Assert.Equal(CircuitState.Open, _circuit.Status.State);
        _clock.Advance(Reset);
        await CallAsync("s");
        Assert.Equal(CircuitState.Closed, _circuit.Status.State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task WallClockSet_ChangesNothing(int days)
    {
        await CallAsync("fffff");
        _clock.Skew = TimeSpan.FromDays(days);
        _clock.Advance(Reset - TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAsync<CircuitOpenException>(() => _circuit.ExecuteAsync(_ => Task.FromResult(0), Token));
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        await CallAsync("s");

        Assert.Equal(CircuitState.Closed, _circuit.Status.State);
    }

    [Fact]
    public async Task Transition_IsLoggedOnce()
    {
        await CallAsync("fffff");
        await Assert.ThrowsAsync<CircuitOpenException>(() => _circuit.ExecuteAsync(_ => Task.FromResult(0), Token));
        _clock.Advance(Reset);
        await CallAsync("s");

        Assert.Equal(
            ["The circuit to upstream went from closed to open.", "The circuit to upstream went from open to half-open.", "The circuit to upstream went from half-open to closed."],
            _logs.GetSnapshot().Select(record => record.Message));
        Assert.Equal(LogLevel.Warning, _logs.GetSnapshot()[0].Level);
    }

    [Fact]
    public async Task Transition_IsMeasured()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        using var transitions = new MetricCollector<long>(meters, Telemetry.MeterName, "votive.circuit.transitions");
        using var states = new MetricCollector<int>(meters, Telemetry.MeterName, "votive.circuit.state");

        await CallAsync("fffff");
        _clock.Advance(Reset);
        await CallAsync("s");

        Assert.Equal(["open", "half-open", "closed"], transitions.GetMeasurementSnapshot().Select(transition => transition.Tags["state"]));
        Assert.Equal([1, 2, 0], states.GetMeasurementSnapshot().Select(state => state.Value));
    }

    [Fact]
    public async Task NoLongerUsed_LeavesNothingBehind()
    {
        var circuit = new WeakReference(null);
        await Task.Run(() => OpenAndForgetAsync(circuit), Token);

        for (var i = 0; i < 5 && circuit.IsAlive; i++)
        {
            await Task.Yield();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(circuit.IsAlive);
    }

    private static async Task<int> HangAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(System.Threading.Timeout.Infinite, cancellationToken);
        return 0;
    }

    private Circuit Create(CircuitBreakerOptions options) => new(
        "upstream",
        Timeout,
        exception => exception is IOException,
        options,
        _clock,
        _services.GetRequiredService<IMeterFactory>(),
        new FakeLogger<Circuit>(_logs));

    // In a method of its own, so that no local of the test holds on to the circuit.
    private async Task OpenAndForgetAsync(WeakReference forgotten)
    {
        var circuit = Create(new CircuitBreakerOptions());
        await CallAsync("fffff", circuit);
        Assert.Equal(CircuitState.Open, circuit.Status.State);
        forgotten.Target = circuit;
    }

    /// <summary>Makes calls: <c>s</c> succeeds, <c>f</c> fails.</summary>
    private async Task CallAsync(string outcomes, Circuit? circuit = null)
    {
        foreach (var outcome in outcomes)
        {
            var call = (circuit ?? _circuit).ExecuteAsync(_ => outcome == 's' ? Task.FromResult(0) : Task.FromException<int>(new IOException()), Token);
            if (outcome == 's')
            {
                await call;
            }
            else
            {
                // The circuit may have opened on the way.
                await Assert.ThrowsAnyAsync<Exception>(() => call);
            }
        }
    }

    private async Task CancelAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var caller = new CancellationTokenSource();
            var call = _circuit.ExecuteAsync(HangAsync, caller.Token);
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }
    }
}
