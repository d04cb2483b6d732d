using System.Text.Json;

namespace Votive.Assessment.Verification;

/// <summary>The JSON files that ship inside the assembly beside this type.</summary>
internal static class EmbeddedJson
{
    /// <summary>Reads <paramref name="file"/>.</summary>
    public static JsonElement Read(string file)
    {
        using var stream = typeof(EmbeddedJson).Assembly.GetManifestResourceStream(typeof(EmbeddedJson), file)
            ?? throw new InvalidOperationException($"The assembly has no resource {file}.");
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
