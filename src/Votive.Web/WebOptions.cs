namespace Votive.Web;

/// <summary>Where the web finds the other services, and where it keeps its keys.</summary>
public sealed class WebOptions
{
    /// <summary>Address of the analysis API; absolute, http or https.</summary>
    [ConfigurationKeyName("BACKEND_URL")]
    public string BackendUrl { get; set; } = "http://127.0.0.1:3001";

    /// <summary>Address of the prompt service, which keeps drafts and reports; absolute, http or https.</summary>
    [ConfigurationKeyName("PROMPT_SERVICE_URL")]
    public string PromptServiceUrl { get; set; } = "http://127.0.0.1:3002";

    /// <summary>
    /// Folder for the keys that sign the visitor cookie (in its subfolder <c>web-keys</c>); null for the framework's place under
    /// the user's home. Lost keys mean that visitors can't reach their drafts any more.
    /// </summary>
    [ConfigurationKeyName("DATA_DIR")]
    public string? DataDirectory { get; set; }
}
