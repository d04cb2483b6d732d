using System.Diagnostics.Metrics;
using System.Runtime.ExceptionServices;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Votive.Backend.Circuits;

/// <summary>A circuit breaker with a timeout in it, before one upstream.</summary>
/// <remarks>
/// Holds no timer, thread or listener between calls, so there is nothing to dispose: it goes with its host. (Polly's own disposal waits for calls
/// under way, and measures that wait with the clock it was given.)
/// </remarks>
internal sealed partial class Circuit
{
    private readonly string _name;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _breakDuration;
    private readonly TimeSpan _timeout;
    private readonly ILogger<Circuit> _logger;
    private readonly Counter<long> _transitionCount;
    private readonly Gauge<int> _stateGauge;

    private readonly ResiliencePipeline _breaker;
    private readonly ResiliencePipeline _limit;

    private readonly Lock _gate = new();
    private CircuitState _state;
    private long _since;
    private int _transitions;

    /// <param name="name">Name of the upstream in health, metrics and logs.</param>
    /// <param name="timeout">Longest wait for one call.</param>
    /// <param name="isFailure">Which exceptions count as failures of the upstream. A timeout always does, and all else is an answer.</param>
    public Circuit(
        string name,
        TimeSpan timeout,
        Func<Exception, bool> isFailure,
        CircuitBreakerOptions options,
        TimeProvider clock,
        IMeterFactory meters,
        ILogger<Circuit> logger)
    {
        _name = name;
        _clock = clock;
        _timeout = timeout;
        _breakDuration = options.BreakDuration;
        _logger = logger;
        _since = clock.GetTimestamp();

        var meter = meters.Create(Telemetry.MeterName);
        _transitionCount = meter.CreateCounter<long>("votive.circuit.transitions", description: "Transitions of a circuit breaker.");
        _stateGauge = meter.CreateGauge<int>("votive.circuit.state", description: "State of a circuit breaker: 0 closed, 1 open, 2 half-open.");
        _stateGauge.Record((int)_state, NameTag);

        var monotonic = new MonotonicClock(clock);
        _limit = new ResiliencePipelineBuilder { TimeProvider = monotonic }.AddTimeout(timeout).Build();
        _breaker = new ResiliencePipelineBuilder { TimeProvider = monotonic }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = options.FailureRatio,
                MinimumThroughput = options.VolumeThreshold,
                SamplingDuration = CircuitBreakerOptions.SamplingDuration,
                BreakDuration = options.BreakDuration,
                ShouldHandle = attempt => ValueTask.FromResult(IsFailure(attempt.Outcome.Exception, isFailure)),
                OnOpened = _ => MoveTo(CircuitState.Open),
                OnHalfOpened = _ => MoveTo(CircuitState.HalfOpen),
                OnClosed = _ => MoveTo(CircuitState.Closed),
            })
            .Build();
    }

    /// <summary>Raised when the circuit has closed again.</summary>
    public event Action? Closed;

    /// <summary>The state now.</summary>
    public CircuitStatus Status
    {
        get
        {
            lock (_gate)
            {
                var inState = _clock.GetElapsedTime(_since);
                var left = _state == CircuitState.Open && inState < _breakDuration ? _breakDuration - inState : TimeSpan.Zero;
                return new CircuitStatus(_state, inState, _transitions, left);
            }
        }
    }

    private KeyValuePair<string, object?> NameTag => new("circuit", _name);

    /// <summary>Makes one call, unless the circuit is open.</summary>
    /// <exception cref="CircuitOpenException">The call was not made.</exception>
    /// <exception cref="TimeoutException">The call took too long; its token was cancelled.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled. The call counts neither way.</exception>
    public async Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _breaker.ExecuteAsync(async token => await LimitAsync(call, token), cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            throw new CircuitOpenException(RetryAfter());
        }
    }

    private async Task<T> LimitAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _limit.ExecuteAsync(async token => await call(token), cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            throw new TimeoutException("The call took too long.");
        }
    }

    private bool IsFailure(Exception? exception, Func<Exception, bool> isFailure)
    {
        // Polly counts what is not a failure as a success, and a call that its caller cancelled is neither. Polly asks before it counts, so
        // the cancellation goes its way from here. But the fate of a probe must be counted: Polly lets none follow one that it never heard
        // of again. A probe that is cancelled has shown nothing, so the circuit opens for another break.
        if (exception is OperationCanceledException)
        {
            if (Status.State == CircuitState.HalfOpen)
            {
                return true;
            }

            ExceptionDispatchInfo.Throw(exception);
        }

        return exception is TimeoutException || (exception is not null && isFailure(exception));
    }

    private TimeSpan RetryAfter()
    {
        var status = Status;

        // Half-open: the probe that is out is decided by its timeout. An open circuit whose break just ended is tried at once.
        return status.State == CircuitState.Open ? status.BreakLeft : _timeout;
    }

    private ValueTask MoveTo(CircuitState state)
    {
        CircuitState from;
        lock (_gate)
        {
            from = _state;
            _state = state;
            _since = _clock.GetTimestamp();
            _transitions++;
        }

        var (left, entered) = (Name(from), Name(state));
        _stateGauge.Record((int)state, NameTag);
        _transitionCount.Add(1, NameTag, new("state", entered));
        Log.Moved(_logger, state == CircuitState.Open ? LogLevel.Warning : LogLevel.Information, _name, left, entered);
        if (state == CircuitState.Closed)
        {
            Closed?.Invoke();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The field's word for a state, as health, metrics and logs have it.</summary>
    public static string Name(CircuitState state) => state switch
    {
        CircuitState.Closed => "closed",
        CircuitState.Open => "open",
        _ => "half-open",
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "The circuit to {Circuit} went from {From} to {To}.")]
        public static partial void Moved(ILogger logger, LogLevel level, string circuit, string from, string to);
    }
}
