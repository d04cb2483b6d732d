using System.Text.Json;
using Votive.Contracts.Analyses;
using Votive.Contracts.Health;

namespace Votive.Contracts.Tests.Json;

public sealed class WireEnumTests
{
    public static TheoryData<Enum, string> Words => new()
    {
        { AnalysisSource.Local, "local" },
        { AnalysisSource.Model, "model" },
        { VerificationState.YourWords, "yourWords" },
        { VerificationState.YourScore, "yourScore" },
        { VerificationState.AiChecked, "aiChecked" },
        { VerificationState.AiNotChecked, "aiNotChecked" },
        { Confidence.Low, "low" },
        { Confidence.Medium, "medium" },
        { Confidence.High, "high" },
        { SynthesisRole.Strength, "strength" },
        { SynthesisRole.Tension, "tension" },
        { SynthesisRole.NextStep, "nextStep" },
        { HealthState.Healthy, "healthy" },
        { HealthState.Degraded, "degraded" },
        { HealthState.Unhealthy, "unhealthy" },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void EnumValue_IsWrittenAndReadAsItsWord(Enum value, string word)
    {
        var json = JsonSerializer.Serialize(value, value.GetType(), ContractJson.StrictOptions);

        Assert.Equal($"\"{word}\"", json);
        Assert.Equal(value, JsonSerializer.Deserialize(json, value.GetType(), ContractJson.StrictOptions));
    }

    [Fact]
    public void EveryWireEnum_IsListedHere()
    {
        var enums = typeof(Problem).Assembly.GetExportedTypes().Where(type => type.IsEnum).SelectMany(type => Enum.GetValues(type).Cast<Enum>()).ToArray();

        Assert.NotEmpty(enums);
        Assert.Empty(enums.Except(Words.Select(row => row.Data.Item1)));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void NumberInPlaceOfAWord_IsRefused(Enum value, string word)
    {
        Assert.NotEmpty(word);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("1", value.GetType(), ContractJson.StrictOptions));
    }
}
