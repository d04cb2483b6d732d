using Microsoft.Extensions.Configuration;

namespace Votive.ServiceDefaults.Credentials;

/// <summary>What a service reads of the configuration to know its peers.</summary>
internal sealed class ServiceCredentialOptions
{
    /// <summary>Shortest key that is taken, in characters.</summary>
    public const int MinimumKeyLength = 32;

    /// <summary>Most keys that hold at one time: the new one and, while it is rolled out, the old one.</summary>
    public const int MaximumKeyCount = 2;

    /// <summary>One key, or two with a comma between them: the first is sent, both are accepted. Null when not set.</summary>
    [ConfigurationKeyName("SERVICE_API_KEY")]
    public string? ServiceApiKey { get; set; }

    /// <summary>True when the service calls others and so cannot do without a key outside development.</summary>
    // Not public, so that no configuration key of this name reaches it.
    internal bool Required { get; set; }

    /// <summary>The keys in order; empty when none is set.</summary>
    public string[] Keys =>
        ServiceApiKey?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
