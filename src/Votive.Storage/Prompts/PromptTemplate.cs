using System.Text.RegularExpressions;

namespace Votive.Storage.Prompts;

/// <summary>The template language of prompts: <c>{{name}}</c>, and nothing else.</summary>
public static partial class PromptTemplate
{
    /// <summary>The names that stand between double braces, each once, in order of appearance.</summary>
    /// <param name="text">The template.</param>
    /// <param name="malformed">Positions (from 0) of double braces that are not part of a variable.</param>
    public static IReadOnlyList<string> FindVariables(string text, out IReadOnlyList<int> malformed)
    {
        ArgumentNullException.ThrowIfNull(text);
        var names = new List<string>();
        var stray = new List<int>();
        foreach (Match match in VariableOrBraces().Matches(text))
        {
            if (!match.Groups["name"].Success)
            {
                stray.Add(match.Index);
            }
            else if (!names.Contains(match.Groups["name"].Value))
            {
                names.Add(match.Groups["name"].Value);
            }
        }

        malformed = stray;
        return names;
    }

    [GeneratedRegex(@"\{\{(?<name>[a-z][A-Za-z0-9]*)\}\}|\{\{|\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex VariableOrBraces();
}
