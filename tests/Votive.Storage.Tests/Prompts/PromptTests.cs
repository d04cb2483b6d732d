using Votive.Storage.Prompts;

namespace Votive.Storage.Tests.Prompts;

public sealed class PromptTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly Prompt _prompt = new("A_PROMPT", "en", Now);

    [Theory]
    [InlineData("lower")]
    [InlineData("1ST")]
    [InlineData("A-B")]
    [InlineData("")]
    public void KeyOfAnotherForm_IsRefused(string key) => Assert.Throws<ArgumentException>(() => new Prompt(key, "en", Now));

    [Fact]
    public void Versions_AreNumberedFromOne()
    {
        var first = _prompt.AddVersion(Definitions.Of(), null, "ann", "first", TemporaryStorage.Cipher, Now);
        var second = _prompt.AddVersion(Definitions.Of("Now in {{language}}."), first, "bob", "second", TemporaryStorage.Cipher, Now);

        Assert.Equal([1, 2], [first.Number, second.Number]);
        Assert.Equal(1, second.ParentNumber);
    }

    [Fact]
    public void SameContent_IsTheSameVersion()
    {
        var first = _prompt.AddVersion(Definitions.Of(), null, "ann", "first", TemporaryStorage.Cipher, Now);

        var again = _prompt.AddVersion(Definitions.Of(), first, "bob", "again", TemporaryStorage.Cipher, Now);

        Assert.Same(first, again);
        Assert.Single(_prompt.Versions);
    }

    [Fact]
    public void Hash_DoesNotDependOnOrderWhiteSpaceOrLineEnds()
    {
        var one = Definitions.Of("Line one\nline two in {{language}}.") with { OutputSchema = Definitions.Json("""{"a":1,"b":"\u0041"}""") };
        var other = Definitions.Of("Line one\r\nline two in {{language}}.") with { OutputSchema = Definitions.Json("""{ "b": "A", "a": 1 }""") };

        Assert.Equal(one.ComputeHash(), other.ComputeHash());
        Assert.Matches("^[0-9a-f]{64}$", one.ComputeHash());
    }

    [Fact]
    public void Hash_DependsOnEveryPart()
    {
        var one = Definitions.Of();
        PromptDefinition[] others =
        [
            Definitions.Of("Else in {{language}}."),
            one with { Standard = one.Standard with { MaxTokens = 4_001 } },
            one with { Thinking = one.Thinking with { ThinkingBudget = 5_001 } },
            one with { Variables = ["language", "canary"] },
            one with { OutputSchema = Definitions.Json("""{ "type": "array" }""") },
        ];

        Assert.Equal(others.Length, others.Select(other => other.ComputeHash()).Except([one.ComputeHash()]).Count());
    }

    [Theory]
    [InlineData("No variable here.", "contents.en: the variable 'language' is not used.")]
    [InlineData("{{language}} and {{name}}", "contents.en: 'name' is not a variable of this prompt.")]
    [InlineData("{{language}} and {{ name }}", "contents.en: the braces at character 17 are not a variable.")]
    public void FaultyTemplate_IsRefusedNamingThePlace(string english, string fault)
    {
        var exception = Assert.Throws<ArgumentException>(() => _prompt.AddVersion(Definitions.Of(english), null, "ann", "", TemporaryStorage.Cipher, Now));

        Assert.Contains(fault, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FaultySettings_AreRefusedNamingThePlace()
    {
        var definition = Definitions.Of() with
        {
            Standard = new PromptSettings { MaxTokens = 10, ThinkingBudget = 2_000 },
            Thinking = new PromptSettings { MaxTokens = 2_000, Temperature = 0.5 },
        };

        var faults = definition.FindFaults("de");

        Assert.Equal(
            ["contents:", "standard.maxTokens:", "standard.thinkingBudget:", "standard.thinkingBudget:", "thinking.thinkingBudget:"],
            faults.Select(fault => fault.Split(' ')[0]));
    }

    [Fact]
    public void LabelMoves_AreWrittenDown()
    {
        var first = _prompt.AddVersion(Definitions.Of(), null, "ann", "first", TemporaryStorage.Cipher, Now);
        var second = _prompt.AddVersion(Definitions.Of("Now in {{language}}."), first, "ann", "second", TemporaryStorage.Cipher, Now);

        _prompt.MoveLabel("production", first, "ann", "begin", Now);
        _prompt.MoveLabel("production", second, "bob", "better", Now);

        Assert.Same(second, _prompt.LabelledVersion("production"));
        Assert.Equal(
            [(null, 1, "ann", "begin"), (1, 2, "bob", "better")],
            _prompt.LabelMoves.Select(move => (move.FromNumber, move.ToNumber, move.MovedBy, move.Reason)));
    }

    [Fact]
    public void LabelThatIsThereAlready_DoesNotMove()
    {
        var version = _prompt.AddVersion(Definitions.Of(), null, "ann", "first", TemporaryStorage.Cipher, Now);
        _prompt.MoveLabel("production", version, "ann", "begin", Now);

        var moved = _prompt.MoveLabel("production", version, "bob", "again", Now);

        Assert.False(moved);
        Assert.Single(_prompt.LabelMoves);
    }
}
