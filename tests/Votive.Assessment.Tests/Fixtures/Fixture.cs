using System.Text.Json;

namespace Votive.Assessment.Tests.Fixtures;

/// <summary>Data made by others, that our numbers must agree with.</summary>
internal static class Fixture
{
    public static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Snapshot.PathOf($"Fixtures/{name}"))).RootElement;
}
