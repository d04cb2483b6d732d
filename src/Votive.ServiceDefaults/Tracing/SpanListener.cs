using System.Diagnostics;

namespace Votive.ServiceDefaults.Tracing;

/// <summary>
/// Sees to it that every request, outgoing call and job has an <see cref="Activity"/>, and so a trace id for logs, answers and headers,
/// also when no logger and no exporter asks for one. It records nothing itself.
/// </summary>
/// <remarks>Listeners are process-wide; several hosts' listeners want the same and don't disturb each other. Goes with its host.</remarks>
internal sealed class SpanListener : IDisposable
{
    /// <summary>Services name their own sources <c>Votive.</c> and then what they like.</summary>
    private const string OwnSources = "Votive.";

    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "System.Net.Http"
            || source.Name.StartsWith(OwnSources, StringComparison.Ordinal),
        Sample = (ref _) => ActivitySamplingResult.PropagationData,
    };

    public SpanListener() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();
}
