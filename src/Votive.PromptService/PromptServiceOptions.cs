namespace Votive.PromptService;

/// <summary>What this service needs beyond what its parts read themselves.</summary>
public sealed class PromptServiceOptions
{
    /// <summary>The credential of the services that ask; without one nobody could. Required outside development.</summary>
    [ConfigurationKeyName("SERVICE_API_KEY")]
    public string? ServiceApiKey { get; set; }
}
