namespace Votive.Contracts.Tracing;

/// <summary>A W3C trace context: parsed from the headers of a request, formatted onto outgoing calls.</summary>
public readonly record struct TraceContext;
