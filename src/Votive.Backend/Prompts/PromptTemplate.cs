using System.Text.RegularExpressions;
using Votive.Contracts.Prompts;

namespace Votive.Backend.Prompts;

/// <summary>Puts values into a prompt.</summary>
internal static partial class PromptTemplate
{
    /// <summary>The content with every <c>{{name}}</c> replaced, once: braces within a value stay as they are.</summary>
    /// <exception cref="PromptTemplateException">The content names a variable that the prompt does not declare, or that has no value here.</exception>
    public static string Render(ResolutionSet prompt, IReadOnlyDictionary<string, string> values) =>
        Variable().Replace(prompt.Content, match =>
        {
            var name = match.Groups["name"].Value;
            return prompt.Variables.Contains(name, StringComparer.Ordinal) && values.TryGetValue(name, out var value)
                ? value
                : throw new PromptTemplateException(prompt.Key, prompt.Version, match.Index);
        });

    [GeneratedRegex(@"\{\{\s*(?<name>[^{}]*?)\s*\}\}")]
    private static partial Regex Variable();
}

/// <summary>A prompt can't be rendered: it was published with a variable that nobody fills.</summary>
internal sealed class PromptTemplateException(string key, int version, int position)
    : Exception($"Version {version} of the prompt {key} has a variable without a value at character {position}.");
