using System.Text.Json;
using Votive.Contracts.Analyses;
using Votive.Contracts.Prompts;

namespace Votive.Contracts.Tests.Json;

public sealed class ContractJsonTests
{
    private const string ResolveJson = """{"key":"IDENTITY_ANALYSIS","thinkingEnabled":false}""";

    [Fact]
    public void UnknownMember_IsRefusedOfACaller_AndIgnoredOfAService()
    {
        const string json = """{"key":"A","new":1}""";

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ResolveRequest>(json, ContractJson.StrictOptions));
        Assert.Equal("A", JsonSerializer.Deserialize<ResolveRequest>(json, ContractJson.Options)!.Key);
    }

    [Theory]
    [InlineData("""{"key":"A","key":"B"}""")]
    [InlineData("""{"KEY":"A"}""")]
    [InlineData("""{"key":1}""")]
    [InlineData("""{"key":null}""")]
    [InlineData("""{"key":"A","thinkingEnabled":"true"}""")]
    public void FaultyRequest_IsRefused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ResolveRequest>(json, ContractJson.StrictOptions));

    [Fact]
    public void DuplicateMemberInAnswers_IsRefused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<AnalyzeRequest>("""{"answers":{"a":1,"a":2}}""", ContractJson.StrictOptions));

    [Fact]
    public void NullAnswer_IsASkippedItem()
    {
        var request = JsonSerializer.Deserialize<AnalyzeRequest>("""{"answers":{"a":null}}""", ContractJson.StrictOptions)!;

        Assert.Equal(JsonValueKind.Null, request.Answers["a"].ValueKind);
    }

    [Fact]
    public void NestingAtTheLimit_IsRead_AndOneLevelMoreIsRefused()
    {
        var atLimit = ContractJson.MaxDepth - 2;

        Assert.NotNull(Read(atLimit));
        Assert.Throws<JsonException>(() => Read(atLimit + 1));

        static AnalyzeRequest? Read(int depth) => JsonSerializer.Deserialize<AnalyzeRequest>(
            $$$"""{"answers":{"a":{{{new string('[', depth)}}}{{{new string(']', depth)}}}}}""", ContractJson.StrictOptions);
    }

    [Fact]
    public void PolishLetters_AreWrittenAsTheyAre() =>
        Assert.Contains("zażółć gęślą jaźń", JsonSerializer.Serialize(new Problem { Detail = "zażółć gęślą jaźń" }, ContractJson.Options), StringComparison.Ordinal);

    [Fact]
    public void Markup_IsEscaped() =>
        Assert.DoesNotContain('<', JsonSerializer.Serialize(new Problem { Detail = "<script>" }, ContractJson.Options));

    [Fact]
    public void NullMember_IsLeftOut() =>
        Assert.Equal(ResolveJson, JsonSerializer.Serialize(new ResolveRequest { Key = "IDENTITY_ANALYSIS" }, ContractJson.Options));

    [Theory]
    [InlineData("2026-03-01T13:30:00+01:00", "2026-03-01T12:30:00.000Z")]
    [InlineData("2026-03-01T12:30:00.1234567Z", "2026-03-01T12:30:00.1234567Z")]
    public void Moment_IsWrittenInUtc(string given, string written)
    {
        var moment = JsonSerializer.Deserialize<DateTimeOffset>($"\"{given}\"", ContractJson.Options);

        Assert.Equal($"\"{written}\"", JsonSerializer.Serialize(moment, ContractJson.Options));
    }

    [Fact]
    public void MomentThatIsNone_IsRefused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DateTimeOffset>("\"yesterday\"", ContractJson.Options));

    [Fact]
    public void MissingMemberOfAnAnswer_IsRefused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SuccessEnvelope<ResolveRequest>>("""{"success":true}""", ContractJson.Options));

    [Theory]
    [InlineData("""{"must":"a","count":1}""")]
    [InlineData("""{"must":"a","count":1,"may":null}""")]
    public void NullableMemberOfARecord_MayBeLeftOut(string json) =>
        Assert.Equal(new Positional("a", 1, null), JsonSerializer.Deserialize<Positional>(json, ContractJson.StrictOptions));

    [Theory]
    [InlineData("""{"count":1}""")]
    [InlineData("""{"must":"a"}""")]
    [InlineData("""{"must":null,"count":1}""")]
    public void OtherMemberOfARecord_MustBeGiven(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Positional>(json, ContractJson.StrictOptions));

    [Fact]
    public void AnonymousType_IsWritten() =>
        Assert.Equal("""{"value":1}""", JsonSerializer.Serialize(new { Value = 1 }, ContractJson.StrictOptions));

    private sealed record Positional(string Must, int Count, string? May);
}
