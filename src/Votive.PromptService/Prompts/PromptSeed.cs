using System.Text.Json;
using Votive.Contracts;
using Votive.Storage.Prompts;

namespace Votive.PromptService.Prompts;

/// <summary>A prompt as it is shipped with the program: <c>Prompts/Seed/KEY.json</c>, its contents and its schema beside it.</summary>
/// <param name="Key">Prompt key.</param>
/// <param name="DefaultLanguage">Language that is given where the wanted one is missing.</param>
/// <param name="Definition">What its version says.</param>
internal sealed record PromptSeed(string Key, string DefaultLanguage, PromptDefinition Definition)
{
    private const string Folder = "Seed/";
    private const string SchemaSuffix = ".schema.json";

    /// <summary>All shipped prompts.</summary>
    public static IReadOnlyList<PromptSeed> ReadAll() =>
        [.. typeof(PromptSeed).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)
                && name.EndsWith(".json", StringComparison.Ordinal)
                && !name.EndsWith(SchemaSuffix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Read)];

    private static PromptSeed Read(string name)
    {
        var file = JsonSerializer.Deserialize<SeedFile>(ReadText(name), ContractJson.StrictOptions)!;
        return new PromptSeed(file.Key, file.DefaultLanguage, new PromptDefinition
        {
            Contents = file.Languages.ToDictionary(language => language, language => ReadText($"{Folder}{file.Key}.{language}.md"), StringComparer.Ordinal),
            Standard = file.Standard,
            Thinking = file.Thinking,
            Variables = file.Variables,
            OutputSchema = JsonSerializer.Deserialize<JsonElement>(ReadText($"{Folder}{file.Key}{SchemaSuffix}"), ContractJson.StrictOptions),
        });
    }

    private static string ReadText(string name)
    {
        using var stream = typeof(PromptSeed).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The seed file {name} is missing from the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The settings file of a seed.</summary>
    private sealed record SeedFile
    {
        public required string Key { get; init; }

        public required string DefaultLanguage { get; init; }

        public required IReadOnlyList<string> Languages { get; init; }

        public required IReadOnlyList<string> Variables { get; init; }

        public required PromptSettings Standard { get; init; }

        public required PromptSettings Thinking { get; init; }
    }
}
