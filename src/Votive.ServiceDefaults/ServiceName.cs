namespace Votive.ServiceDefaults;

/// <summary>The name of the service in its log lines.</summary>
internal sealed record ServiceName(string Value);
