namespace Votive.Backend;

/// <summary>Names under which the backend measures.</summary>
internal static class Telemetry
{
    /// <summary>The meter of all instruments; each host has its own.</summary>
    public const string MeterName = "Votive.Backend";
}
