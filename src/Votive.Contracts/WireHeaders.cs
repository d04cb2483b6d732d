namespace Votive.Contracts;

/// <summary>Header names between Votive's services.</summary>
public static class WireHeaders
{
    /// <summary>The caller's service credential, a value of <c>SERVICE_API_KEY</c>.</summary>
    public const string ServiceKey = "X-Votive-Service-Key";

    /// <summary>Whom the calling service acts for: a visitor or account id. Believed only together with <see cref="ServiceKey"/>.</summary>
    public const string Subject = "X-Votive-Subject";

    /// <summary>On an analysis: <c>fresh</c>, <c>stale</c> or <c>miss</c>, how the prompt was found.</summary>
    public const string PromptCache = "x-votive-prompt-cache";
}
