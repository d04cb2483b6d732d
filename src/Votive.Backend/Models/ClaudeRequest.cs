using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;
using Votive.Contracts.Prompts;

namespace Votive.Backend.Models;

/// <summary>From a prompt's settings to what the Claude API takes.</summary>
/// <remarks>
/// The SDK's chat client maps neither thinking nor effort from <see cref="ChatOptions"/>, so they go in by its raw request. A temperature is
/// not sent: since API version 2026-10-21 the API refuses every request that holds one (400), and the SDK has no member for it.
/// </remarks>
internal static partial class ClaudeRequest
{
    public static ChatOptions Create(ModelSettings settings, string defaultModel, JsonElement schema)
    {
        var model = settings.Model ?? defaultModel;
        return new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(schema),
            RawRepresentationFactory = _ =>
            {
                var request = new MessageCreateParams { Model = model, MaxTokens = settings.MaxTokens, Messages = [] };
                return (settings.ThinkingBudget, TakesThinkingBudget(model)) switch
                {
                    ({ } budget, true) => request with { Thinking = new ThinkingConfigEnabled(budget) },
                    (null, true) => request,
                    ({ }, false) => request with { Thinking = new ThinkingConfigAdaptive() },

                    // Later models think as they see fit and can't be told not to: a lower effort keeps it short.
                    (null, false) => request with { OutputConfig = new OutputConfig { Effort = Effort.Medium } },
                };
            },
        };
    }

    /// <summary>Whether the model is of the generations up to 4.5, which think by a budget of tokens; later ones refuse a budget.</summary>
    internal static bool TakesThinkingBudget(string model)
    {
        if (GenerationOf().Match(model) is not { Success: true } match)
        {
            return false;
        }

        var major = int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture);
        var minor = match.Groups["minor"] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;
        return (major, minor) is ( < 4, _) or (4, <= 5);
    }

    // claude-sonnet-4-5-20250929, claude-3-7-sonnet-20250219, claude-opus-4-20250514: the date is not part of the generation.
    [GeneratedRegex("^claude-(?:[a-z]+-)?(?<major>[0-9]{1,2})(?:-(?<minor>[0-9]{1,2}))?(?![0-9])")]
    private static partial Regex GenerationOf();
}
