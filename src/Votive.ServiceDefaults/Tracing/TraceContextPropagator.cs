using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Votive.Contracts;
using Votive.Contracts.Tracing;
using Votive.ServiceDefaults.Credentials;

namespace Votive.ServiceDefaults.Tracing;

/// <summary>Carries the trace from the incoming request to outgoing calls, by the rules of <see cref="TraceContext"/>.</summary>
/// <remarks>
/// Stock .NET fails some of those rules (a later version with a suffix, tabs and empty members in <c>tracestate</c>, long keys, too many members).
/// What strangers say about sampling is not believed, and <c>tracestate</c> goes only to Votive's own services, told by the service credential on
/// the request. Baggage is neither taken nor sent.
/// </remarks>
/// <param name="keys">Tells whose sampling decision counts; null to believe nobody.</param>
internal sealed class TraceContextPropagator(ServiceKeys? keys) : DistributedContextPropagator
{
    public override IReadOnlyCollection<string> Fields { get; } = [TraceContext.TraceParentHeader, TraceContext.TraceStateHeader];

    /// <summary>Makes clients that are not built by a host's factory send by the same rules. Process-wide, so the first host does it for all.</summary>
    public static void UseForWholeProcess()
    {
        if (Current is not TraceContextPropagator)
        {
            Current = new TraceContextPropagator(keys: null);
        }
    }

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (setter is null
            || activity is not { IdFormat: ActivityIdFormat.W3C, Id: { } id }
            || !TraceContext.TryParse([id], [activity.TraceStateString], out var context))
        {
            return;
        }

        // The call has a span of its own, which its log lines carry too. Where something switched that off, it still gets an id of its own.
        if (activity.Kind != ActivityKind.Client)
        {
            context = context.CreateChild(activity.Recorded);
        }

        setter(carrier, TraceContext.TraceParentHeader, context.ToString());
        if (context.TraceState is { } state && !IsForStrangers(carrier))
        {
            setter(carrier, TraceContext.TraceStateHeader, state);
        }
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        var found = carrier is IHeaderDictionary headers
            ? TryExtract(headers, out var context)
            : TryExtract(carrier, getter, out context);
        traceId = found ? context.ToString() : null;
        traceState = found ? context.TraceState : null;
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;

    private static bool IsForStrangers(object? carrier) =>
        carrier is HttpRequestMessage request && !request.Headers.Contains(WireHeaders.ServiceKey);

    // Straight from the header collection: the server's getter joins several fields into one and so hides that there were several.
    private bool TryExtract(IHeaderDictionary headers, out TraceContext context)
    {
        if (!TraceContext.TryParse(Fields(headers.TraceParent), Fields(headers.TraceState), out context))
        {
            return false;
        }

        if (context.Sampled && keys?.Accepts(headers[WireHeaders.ServiceKey]) != true)
        {
            context = context.WithSampled(false);
        }

        return true;

        static ReadOnlySpan<string?> Fields(StringValues values) => values.Count switch
        {
            0 => [],
            1 => [values[0]],
            _ => values.ToArray(),
        };
    }

    private static bool TryExtract(object? carrier, PropagatorGetterCallback? getter, out TraceContext context)
    {
        if (!TraceContext.TryParse(Fields(TraceContext.TraceParentHeader), Fields(TraceContext.TraceStateHeader), out context))
        {
            return false;
        }

        context = context.WithSampled(false);
        return true;

        string?[] Fields(string name)
        {
            string? single = null;
            IEnumerable<string>? several = null;
            getter?.Invoke(carrier, name, out single, out several);
            return several?.ToArray() ?? (single is null ? [] : [single]);
        }
    }
}
