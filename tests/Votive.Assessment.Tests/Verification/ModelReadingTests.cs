using System.Text.Json;
using CsCheck;
using Votive.Assessment.Verification;

namespace Votive.Assessment.Tests.Verification;

public sealed class ModelReadingTests
{
    private const string Valid =
        """{"support":false,"claims":[{"part":"risks","title":"T","text":"A text.","refs":["a:x"],"quotes":[{"ref":"a:x","exact":"w"}],"couldAlsoBe":null,"askYourself":"Why?"}]}""";

    private const string Secret = "Xyzzy";

    private const string Mutated =
        """{"support":false,"claims":[{"part":"risks","title":"Xyzzy","text":"Xyzzy","refs":["Xyzzy"],"quotes":[{"ref":"Xyzzy","exact":"Xyzzy"}],"askYourself":"Xyzzy"}]}""";

    [Theory]
    [InlineData(Valid)]
    [InlineData("\ufeff" + Valid)]
    [InlineData("```json\n" + Valid + "\n```")]
    [InlineData("Here is the reading:\n" + Valid + "\nI hope it helps.")]
    public void OneObject_IsRead_WhateverStandsAroundIt(string text)
    {
        Assert.True(ModelReading.TryParse(text, out var reading, out var errors));

        Assert.Empty(errors);
        var claim = Assert.Single(reading.Claims);
        Assert.Equal(("risks", "A text.", "Why?"), (claim.Part, claim.Text, claim.AskYourself));
        Assert.Null(claim.CouldAlsoBe);
        Assert.Equal(new ModelQuote("a:x", "w"), Assert.Single(claim.Quotes));
    }

    [Theory]
    [InlineData("", "$")]
    [InlineData("I can't do that.", "$")]
    [InlineData(Valid + Valid, "$")]
    [InlineData("[]", "$")]
    [InlineData("[" + Valid + "]", "$")]
    [InlineData("{" + Valid, "$")]
    [InlineData(Valid + " and {", "$")]
    [InlineData("""{"claims":[[[[[[[[[[]]]]]]]]]]}""", "$")]
    [InlineData("""{"support":false,"support":true}""", "$")]
    [InlineData("""{"support":false,"claims":[]}""", "$.claims")]
    [InlineData("""{"support":"yes","claims":[]}""", "$.support")]
    [InlineData("""{"claims":[{"part":"fate","title":"T","text":"A.","refs":[],"quotes":[]}]}""", "$.claims[0].part")]
    [InlineData("""{"claims":[{"part":"risks","title":"","text":"A.","refs":[],"quotes":[]}]}""", "$.claims[0].title")]
    [InlineData("""{"claims":[{"part":"risks","title":"T","refs":[],"quotes":[]}]}""", "$.claims[0].text")]
    [InlineData("""{"claims":[{"part":"risks","title":"T","text":"A.","refs":["a",1],"quotes":[]}]}""", "$.claims[0].refs[1]")]
    [InlineData("""{"claims":[{"part":"risks","title":"T","text":"A.","refs":[],"quotes":[{"ref":"a"}]}]}""", "$.claims[0].quotes[0].exact")]
    [InlineData("""{"claims":[{"part":"risks","part":"risks","title":"T","text":"A.","refs":[],"quotes":[]}]}""", "$")]
    [InlineData("""{"claims":[{"part":"risks","title":"T","text":"A.","refs":[],"quotes":[],"Xyzzy":"x"}]}""", "$.claims[0]")]
    [InlineData("""{"claims":[{"part":"risks","title":"T","text":"\ud800","refs":[],"quotes":[]}]}""", "$")]
    public void AnythingElse_IsRefused_AndThePlaceIsNamed(string text, string place)
    {
        Assert.False(ModelReading.TryParse(text, out var reading, out var errors));

        Assert.Null(reading);
        Assert.Contains(errors, error => error.StartsWith(place + ":", StringComparison.Ordinal));
        Assert.DoesNotContain(errors, error => error.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public void Support_NeedsNothingElse()
    {
        Assert.True(ModelReading.TryParse("""{"support":true}""", out var reading, out _));

        Assert.True(reading.Support);
        Assert.Empty(reading.Claims);
    }

    [Theory]
    [InlineData("0a1b2c3d4e5f", true)]
    [InlineData("\\u0030a1b2c3d4e5\\u0066", true)]
    [InlineData("0A1B 2C3D-4E5F", true)]
    [InlineData("0a1b2c3d4e5", false)]
    public void MarkOfTheInstructions_IsFound_HoweverItIsWritten(string written, bool isFound)
    {
        Assert.True(ModelReading.TryParse(Valid.Replace("A text.", $"A text {written}.", StringComparison.Ordinal), out var reading, out _));

        Assert.Equal(isFound, reading.Repeats("0a1b2c3d4e5f"));
    }

    [Fact]
    public void CutText_IsRefused() =>
        Assert.All(Enumerable.Range(1, Valid.Length - 1), length => Assert.False(ModelReading.TryParse(Valid[..length], out _, out _)));

    [Fact]
    public void TooManyClaims_AreRefused()
    {
        var claim = JsonDocument.Parse(Valid).RootElement.GetProperty("claims")[0].GetRawText();

        Assert.False(ModelReading.TryParse($$"""{"support":false,"claims":[{{string.Join(',', Enumerable.Repeat(claim, 21))}}]}""", out _, out _));
    }

    [Fact]
    public void HugeText_IsRefused() => Assert.False(ModelReading.TryParse(new string('{', 1_000_000), out _, out _));

    [Fact]
    public void Schema_IsClosed_AndAsksForEveryMember()
    {
        var claim = ModelReading.JsonSchema.GetProperty("properties").GetProperty("claims").GetProperty("items");

        Assert.All([ModelReading.JsonSchema, claim], schema =>
        {
            Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
            Assert.Equal(
                schema.GetProperty("properties").EnumerateObject().Select(member => member.Name).Order(),
                schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()).Order());
        });
    }

    [Fact]
    public void MutatedReadings_NeverThrow_AndErrorsRepeatNothing() =>
        Gen.Select(Gen.Int[0, Mutated.Length - 1], Gen.Int[0, 12], Gen.String[Gen.Char["{}[]\",:\\u0dTtruenl \u00ff\ud800"], 0, 6])
            .Sample(
                mutation =>
                {
                    var (at, cut, insert) = mutation;
                    var text = Mutated[..at] + insert + Mutated[Math.Min(Mutated.Length, at + cut)..];
                    var isRead = ModelReading.TryParse(text, out var reading, out var errors);
                    return isRead == (reading is not null)
                        && isRead == (errors.Count == 0)
                        && errors.All(error => !error.Contains(Secret, StringComparison.Ordinal));
                },
                iter: 50_000);
}
