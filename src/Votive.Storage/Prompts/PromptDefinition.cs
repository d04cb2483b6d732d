using System.Security.Cryptography;
using System.Text.Json;

namespace Votive.Storage.Prompts;

/// <summary>Everything that makes one version of a prompt what it is.</summary>
public sealed record PromptDefinition
{
    /// <summary>Longest content of one language, in UTF-16 units.</summary>
    public const int MaxContentLength = 50_000;

    /// <summary>Language tag to instructions, with <c>{{name}}</c> variables.</summary>
    public required IReadOnlyDictionary<string, string> Contents { get; init; }

    /// <summary>Settings for calls without thinking.</summary>
    public required PromptSettings Standard { get; init; }

    /// <summary>Settings for calls with thinking.</summary>
    public required PromptSettings Thinking { get; init; }

    /// <summary>Names of the variables; each content uses all of them and no others.</summary>
    public required IReadOnlyList<string> Variables { get; init; }

    /// <summary>JSON Schema of the answer that the model must give.</summary>
    public required JsonElement OutputSchema { get; init; }

    /// <summary>
    /// SHA-256 of the canonical form, 64 lower-case hex digits: UTF-8 JSON without white space, members in ordinal order, line ends of
    /// contents as LF. Two definitions that say the same have the same hash.
    /// </summary>
    public string ComputeHash()
    {
        var json = JsonSerializer.SerializeToElement(new
        {
            contents = Contents.ToDictionary(pair => pair.Key, pair => Normalize(pair.Value), StringComparer.Ordinal),
            outputSchema = OutputSchema,
            standard = Standard,
            thinking = Thinking,
            variables = Variables.Order(StringComparer.Ordinal),
        });
        return Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(json)));
    }

    /// <summary>What is wrong with it, one sentence each, naming the place; empty when it can be saved.</summary>
    /// <param name="defaultLanguage">Language that must be among <see cref="Contents"/>.</param>
    public IReadOnlyList<string> FindFaults(string defaultLanguage)
    {
        var faults = new List<string>();
        if (!Contents.ContainsKey(defaultLanguage))
        {
            faults.Add($"contents: the default language '{defaultLanguage}' is missing.");
        }

        foreach (var (language, text) in Contents)
        {
            if (text.Length is 0 or > MaxContentLength)
            {
                faults.Add($"contents.{language}: must have 1 to {MaxContentLength} characters.");
            }

            if (text.Contains('\0', StringComparison.Ordinal))
            {
                // PostgreSQL keeps no text that has it.
                faults.Add($"contents.{language}: must not have the character U+0000.");
            }

            var used = PromptTemplate.FindVariables(text, out var malformed);
            faults.AddRange(malformed.Select(position => $"contents.{language}: the braces at character {position} are not a variable."));
            faults.AddRange(used.Except(Variables).Select(name => $"contents.{language}: '{name}' is not a variable of this prompt."));
            faults.AddRange(Variables.Except(used).Select(name => $"contents.{language}: the variable '{name}' is not used."));
        }

        if (OutputSchema.ValueKind != JsonValueKind.Object)
        {
            faults.Add("outputSchema: must be a JSON object.");
        }

        FindFaults(faults, "standard", Standard);
        if (Standard.ThinkingBudget is not null)
        {
            faults.Add("standard.thinkingBudget: must be absent without thinking.");
        }

        FindFaults(faults, "thinking", Thinking);
        if (Thinking.ThinkingBudget is null)
        {
            faults.Add("thinking.thinkingBudget: is missing.");
        }

        return faults;
    }

    /// <summary>The text with LF line ends, as it is kept and hashed.</summary>
    internal static string Normalize(string text) => text.ReplaceLineEndings("\n");

    private static void FindFaults(List<string> faults, string mode, PromptSettings settings)
    {
        if (settings.MaxTokens is < 256 or > 64_000)
        {
            faults.Add($"{mode}.maxTokens: must be 256 to 64000.");
        }

        if (settings.Temperature is < 0 or > 1)
        {
            faults.Add($"{mode}.temperature: must be 0 to 1.");
        }

        if (settings.ThinkingBudget is { } budget)
        {
            if (budget < 1_024 || budget >= settings.MaxTokens)
            {
                faults.Add($"{mode}.thinkingBudget: must be at least 1024 and less than maxTokens.");
            }

            if (settings.Temperature is not null)
            {
                faults.Add($"{mode}.temperature: must be absent with thinking.");
            }
        }
    }
}
