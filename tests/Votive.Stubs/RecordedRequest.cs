using System.Text.Json;

namespace Votive.Stubs;

/// <summary>A request as a stub server got it.</summary>
/// <param name="Path">Path, with its leading slash.</param>
/// <param name="Headers">Header name, in any case, to its fields.</param>
/// <param name="Body">The body as text.</param>
public sealed record RecordedRequest(string Path, IReadOnlyDictionary<string, string[]> Headers, string Body)
{
    /// <summary>The body read as JSON.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>The one field of a header; null where there is none or several.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var fields) && fields is [var field] ? field : null;
}
