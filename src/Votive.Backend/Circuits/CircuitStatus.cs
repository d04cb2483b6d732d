namespace Votive.Backend.Circuits;

/// <summary>A circuit at one moment.</summary>
/// <param name="State">Its state. An open circuit whose break is over stays open until the next call.</param>
/// <param name="TimeInState">Time since the last transition, or since the start.</param>
/// <param name="Transitions">Transitions since the start.</param>
/// <param name="BreakLeft">How long calls are still refused; zero unless open.</param>
internal readonly record struct CircuitStatus(CircuitState State, TimeSpan TimeInState, int Transitions, TimeSpan BreakLeft);

internal enum CircuitState
{
    /// <summary>Calls pass.</summary>
    Closed,

    /// <summary>Calls are refused.</summary>
    Open,

    /// <summary>One call passes to see whether the upstream is back.</summary>
    HalfOpen,
}
