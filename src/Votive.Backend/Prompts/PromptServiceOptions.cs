using System.ComponentModel.DataAnnotations;

namespace Votive.Backend.Prompts;

/// <summary>Where the prompt service is.</summary>
internal sealed class PromptServiceOptions
{
    /// <summary>Base address of the prompt service. Required.</summary>
    [ConfigurationKeyName("PROMPT_SERVICE_URL"), Required(ErrorMessage = "{0} is missing: every analysis needs a prompt."), HttpAddress]
    public Uri? Url { get; set; }
}
