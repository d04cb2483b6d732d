using System.Text.Json;
using Votive.Storage.Drafts;
using Votive.Storage.Fields;

namespace Votive.Storage.Tests.Drafts;

public sealed class DraftTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly PersonCipher Person = PersonKey.Create("visitor-1", TemporaryStorage.Cipher, Start).Open(TemporaryStorage.Cipher);

    private readonly Draft _draft = new(Person, "votive-core", "1.0.0", "en", "quick", Start);

    [Fact]
    public void NewAnswers_JoinTheOldOnes()
    {
        _draft.TryApply(Answers("""{ "a": 1, "b": [1, 2] }"""), Person, Start);

        var result = _draft.TryApply(Answers("""{ "b": "dwa", "c": null }"""), Person, Start);

        Assert.Equal(DraftChangeResult.Saved, result);
        Assert.Equal("""{"a":1,"b":"dwa"}""", _draft.ReadAnswers(Person));
    }

    [Fact]
    public void NullAnswer_RemovesTheOldOne()
    {
        _draft.TryApply(Answers("""{ "a": 1, "b": 2 }"""), Person, Start);

        _draft.TryApply(Answers("""{ "a": null }"""), Person, Start);

        Assert.Equal("""{"b":2}""", _draft.ReadAnswers(Person));
    }

    [Fact]
    public void MembersThatAreNull_StayAsTheyAre()
    {
        _draft.TryApply(new DraftChange { Locale = "pl", CurrentItem = "day.energy" }, Person, Start);

        _draft.TryApply(new DraftChange { Path = "full" }, Person, Start);

        Assert.Equal(("1.0.0", "pl", "full", "day.energy"), (_draft.Version, _draft.Locale, _draft.Path, _draft.CurrentItem));
    }

    [Fact]
    public void OtherVersion_ChangesNothing()
    {
        var result = _draft.TryApply(Answers("""{ "a": 1 }""") with { Version = "2.0.0" }, Person, Start);

        Assert.Equal(DraftChangeResult.OtherVersion, result);
        Assert.Equal(("{}", 0L), (_draft.ReadAnswers(Person), _draft.Revision));
    }

    [Fact]
    public void TooLargeAnswers_ChangeNothing()
    {
        var change = new DraftChange { Answers = new Dictionary<string, JsonElement> { ["a"] = JsonSerializer.SerializeToElement(new string('ż', 33_000)) } };

        var result = _draft.TryApply(change, Person, Start);

        Assert.Equal(DraftChangeResult.TooLarge, result);
        Assert.Equal(("{}", 0L), (_draft.ReadAnswers(Person), _draft.Revision));
    }

    [Fact]
    public void EachSave_PutsOffTheExpiryBy90Days()
    {
        _draft.TryApply(Answers("""{ "a": 1 }"""), Person, Start.AddDays(10));

        Assert.Equal((Start.AddDays(10), Start.AddDays(100), 1L), (_draft.UpdatedAt, _draft.ExpiresAt, _draft.Revision));
    }

    [Fact]
    public void KeptReport_ReplacesTheEarlierOne()
    {
        _draft.KeepReport("1", Person, Start);

        _draft.KeepReport("2", Person, Start.AddDays(1));

        Assert.Equal("2", _draft.Report?.Open(Person));
        Assert.Equal(Start.AddDays(91), _draft.ExpiresAt);
    }

    private static DraftChange Answers(string json) => new() { Answers = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json) };
}
