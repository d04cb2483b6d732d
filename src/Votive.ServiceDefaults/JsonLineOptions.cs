namespace Votive.ServiceDefaults;

/// <summary>How a service's log lines look outside development: one JSON object a line.</summary>
public sealed class JsonLineOptions
{
    /// <summary>
    /// Event name to the exact members of its line, in this order; members without a value are left out. Events that are not
    /// named here have <c>time</c>, <c>level</c>, <c>category</c>, <c>msg</c>, <c>traceId</c>, <c>spanId</c>, all their values, and <c>error</c>.
    /// </summary>
    public IDictionary<string, IReadOnlyList<string>> EventMembers { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
}
