using System.Text.Json;
using Votive.Storage.Prompts;

namespace Votive.Storage.Tests.Prompts;

internal static class Definitions
{
    public static PromptDefinition Of(string english = "Read this in {{language}}.") => new()
    {
        Contents = new Dictionary<string, string> { ["en"] = english, ["pl"] = "Przeczytaj po {{language}}." },
        Standard = new PromptSettings { MaxTokens = 4_000 },
        Thinking = new PromptSettings { MaxTokens = 9_000, ThinkingBudget = 5_000 },
        Variables = ["language"],
        OutputSchema = Json("""{ "type": "object", "additionalProperties": false }"""),
    };

    public static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
