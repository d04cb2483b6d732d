using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Votive.Contracts.Prompts;
using Votive.Storage.Fields;
using Votive.Storage.Prompts;

namespace Votive.PromptService.Resolve;

/// <summary>The version that a label points at, with every answer that can be given from it.</summary>
internal sealed class LabelledPrompt
{
    private static readonly bool[] Modes = [false, true];

    private readonly string _defaultLanguage;
    private readonly FrozenDictionary<(string Language, bool Thinking), Resolution> _resolutions;

    private LabelledPrompt(string defaultLanguage, FrozenDictionary<(string, bool), Resolution> resolutions)
    {
        _defaultLanguage = defaultLanguage;
        _resolutions = resolutions;
    }

    public static LabelledPrompt Create(long revision, Prompt prompt, PromptVersion version, FieldCipher cipher)
    {
        var schema = JsonSerializer.Deserialize<JsonElement>(version.OutputSchema);
        var resolutions = from content in version.Contents
                          let text = content.Open(cipher)
                          from thinking in Modes
                          select (Key: (content.Language, thinking), Value: Resolve(revision, prompt.Key, version, content.Language, text, thinking, schema));
        return new LabelledPrompt(prompt.DefaultLanguage, resolutions.ToFrozenDictionary(pair => pair.Key, pair => pair.Value));
    }

    /// <summary>
    /// The answer in the wanted language; where that is missing, in the longest part of its tag that is there (<c>pl</c> for
    /// <c>pl-PL</c>), else in the prompt's default.
    /// </summary>
    public Resolution In(string? language, bool thinking)
    {
        for (var tag = language; tag is not null; tag = Shorten(tag))
        {
            if (_resolutions.TryGetValue((tag, thinking), out var resolution))
            {
                return resolution;
            }
        }

        return _resolutions[(_defaultLanguage, thinking)];
    }

    private static string? Shorten(string tag) => tag.LastIndexOf('-') is > 0 and var end ? tag[..end] : null;

    private static Resolution Resolve(
        long revision, string key, PromptVersion version, string language, string text, bool thinking, JsonElement schema)
    {
        var settings = thinking ? version.Thinking : version.Standard;
        var set = new ResolutionSet
        {
            Key = key,
            Revision = revision,
            Version = version.Number,
            Hash = version.Hash,
            Language = language,
            Content = text,
            Variables = version.Variables,
            Settings = new ModelSettings
            {
                Model = settings.Model,
                Temperature = settings.Temperature,
                MaxTokens = settings.MaxTokens,
                ThinkingBudget = settings.ThinkingBudget,
            },
            OutputSchema = schema,
            FreshUntil = default,
        };

        // Weak, because freshUntil differs from answer to answer. The revision is in it, so one answer never stands for another revision.
        var identity = string.Create(CultureInfo.InvariantCulture, $"{key} {version.Hash} {language} {thinking}");
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 8));
        return new Resolution(set, string.Create(CultureInfo.InvariantCulture, $"W/\"{revision}-{digest}\""));
    }
}

/// <summary>One answer, complete but for its fresh time.</summary>
/// <param name="Set">The answer; its <see cref="ResolutionSet.FreshUntil"/> is set as it is given.</param>
/// <param name="ETag">Its entity tag.</param>
internal sealed record Resolution(ResolutionSet Set, string ETag);
