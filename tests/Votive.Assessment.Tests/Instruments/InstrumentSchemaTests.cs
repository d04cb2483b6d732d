using System.Text.Json;

namespace Votive.Assessment.Tests.Instruments;

/// <summary>The schema is documentation; these tests keep it in step with what the program reads.</summary>
public sealed class InstrumentSchemaTests
{
    private static readonly JsonElement Schema = Read("Instruments/instrument.schema.json");

    [Fact]
    public void CoreInstrument_FitsTheSchema() => AssertFits(Read("Instruments/votive-core/0.9.0/instrument.json"), Schema, "");

    [Fact]
    public void InstrumentOfEveryType_FitsTheSchema() =>
        AssertFits(JsonDocument.Parse(EveryTypeInstrument.Document().ToJsonString()).RootElement, Schema, "");

    /// <summary>The keywords that this schema uses and that a slip would break: members, required ones, choices, constants, references.</summary>
    private static void AssertFits(JsonElement value, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = Schema.GetProperty("$defs").GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        if (schema.TryGetProperty("enum", out var choices))
        {
            Assert.True(choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)), $"{path} is none of the schema's choices.");
        }

        if (schema.TryGetProperty("const", out var constant))
        {
            Assert.True(JsonElement.DeepEquals(constant, value), $"{path} is not the schema's constant.");
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            AssertMembersFit(value, schema, path);
        }
        else if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            Assert.All(value.EnumerateArray(), entry => AssertFits(entry, items, path + "[]"));
        }
    }

    private static void AssertMembersFit(JsonElement value, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            Assert.All(required.EnumerateArray(), name => Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{path}.{name} is missing."));
        }

        foreach (var member in value.EnumerateObject())
        {
            var place = $"{path}.{member.Name}";
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var known))
            {
                AssertFits(member.Value, known, place);
            }
            else
            {
                var others = schema.GetProperty("additionalProperties");
                Assert.True(others.ValueKind != JsonValueKind.False, $"{place} is not in the schema.");
                AssertFits(member.Value, others, place);
            }
        }
    }

    private static JsonElement Read(string path) =>
        JsonDocument.Parse(File.ReadAllBytes(Snapshot.PathOf($"../../src/Votive.Assessment/{path}"))).RootElement;
}
