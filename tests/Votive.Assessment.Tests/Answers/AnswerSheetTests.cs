using System.Text.Json;
using Votive.Assessment.Answers;
using Votive.Assessment.Tests.Instruments;

namespace Votive.Assessment.Tests.Answers;

public sealed class AnswerSheetTests
{
    private const string Carriers = "\"multi\": [\"c\", { \"other\": \"zoo\" }, \"a\"], \"list\": [\"x\", \"\", \"z\"], \"repeat\": [{ \"label\": \"\" }, { \"label\": \"tea\" }]";

    /// <summary>Answers of every type that are good.</summary>
    public static TheoryData<string> Valid =>
    [
        """{ "grid": [0, null] }""", """{ "grid": [null, 4] }""",
        """{ "time": "00:00" }""", """{ "time": "23:59" }""",
        """{ "scale": 1 }""", """{ "scale": 5 }""", """{ "count": 0 }""", """{ "ruler": 10 }""",
        """{ "single": "a" }""", """{ "single": { "other": "own" } }""",
        """{ "multi": ["a", "b"] }""", """{ "multi": ["a", { "other": "x" }, { "other": "y" }] }""",
        """{ "rank": ["c", "a"] }""", """{ "rank": ["c", "a", "b"] }""",
        """{ "text": "żółwi" }""", """{ "text": "👩👩👩👩👩" }""",
        """{ "list": ["a", "", "b", null, "c"] }""",
        """{ "columns": { "a": { "much": 1, "often": null }, "c": null } }""",
        """{ "repeat": [{ "label": "tea", "much": 5 }, { "label": " " }, { "label": "walk", "which": "none" }] }""",
        $$"""{ {{Carriers}}, "carried.rank": ["other", "c"] }""",
        $$"""{ {{Carriers}}, "matrix": { "c": 0, "other": 4 } }""",
        $$"""{ {{Carriers}}, "lines": { "0": 1, "2": 2 } }""",
        $$"""{ {{Carriers}}, "carried.single": "1" }""",
        """{ "multi": ["a", "b"], "repeat": [{ "label": "tea", "which": "a" }] }""",
    ];

    /// <summary>Answers that count as none.</summary>
    public static TheoryData<string, string> Empty => new()
    {
        { "scale", "null" }, { "scale", "\"\"" }, { "text", "\" \\n\"" }, { "multi", "[]" }, { "grid", "[null, null]" }, { "list", "[\"\", null, \" \"]" },
        { "columns", "{}" }, { "columns", "{ \"a\": null }" }, { "repeat", "[]" }, { "repeat", "[{}, { \"label\": \"\", \"much\": 3 }]" },
    };

    /// <summary>Answers, place, what is wrong, and the end of the message.</summary>
    public static TheoryData<string, string, AnswerProblemCode, string> Faults => new()
    {
        { """{ "grid": 3 }""", "answers.grid", AnswerProblemCode.WrongType, "must be an array of 2 entries, each a whole number or null." },
        { """{ "grid": [1] }""", "answers.grid", AnswerProblemCode.WrongType, "must be an array of 2 entries, each a whole number or null." },
        { """{ "grid": [1, 2, 3] }""", "answers.grid", AnswerProblemCode.WrongType, "must be an array of 2 entries, each a whole number or null." },
        { """{ "grid": [1, 5] }""", "answers.grid[1]", AnswerProblemCode.OutOfRange, "must be a whole number from 0 to 4." },
        { """{ "grid": ["1", 1] }""", "answers.grid[0]", AnswerProblemCode.WrongType, "must be a whole number from 0 to 4." },
        { """{ "time": 9 }""", "answers.time", AnswerProblemCode.WrongType, "written HH:mm." },
        { """{ "time": "24:00" }""", "answers.time", AnswerProblemCode.WrongType, "written HH:mm." },
        { """{ "time": "9:00" }""", "answers.time", AnswerProblemCode.WrongType, "written HH:mm." },
        { """{ "scale": 0 }""", "answers.scale", AnswerProblemCode.OutOfRange, "must be a whole number from 1 to 5." },
        { """{ "scale": 6 }""", "answers.scale", AnswerProblemCode.OutOfRange, "must be a whole number from 1 to 5." },
        { """{ "scale": 1e30 }""", "answers.scale", AnswerProblemCode.WrongType, "must be a whole number from 1 to 5." },
        { """{ "scale": 99999999999 }""", "answers.scale", AnswerProblemCode.OutOfRange, "must be a whole number from 1 to 5." },
        { """{ "scale": 2.5 }""", "answers.scale", AnswerProblemCode.WrongType, "must be a whole number from 1 to 5." },
        { """{ "scale": "3" }""", "answers.scale", AnswerProblemCode.WrongType, "must be a whole number from 1 to 5." },
        { """{ "scale": true }""", "answers.scale", AnswerProblemCode.WrongType, "must be a whole number from 1 to 5." },
        { """{ "count": -1 }""", "answers.count", AnswerProblemCode.OutOfRange, "must be a whole number from 0 to 4." },
        { """{ "ruler": 11 }""", "answers.ruler", AnswerProblemCode.OutOfRange, "must be a whole number from 0 to 10." },
        { """{ "single": "d" }""", "answers.single", AnswerProblemCode.UnknownOption, "must be one of the choices of this item." },
        { """{ "single": 1 }""", "answers.single", AnswerProblemCode.WrongType, "must be an option id, or an object with the member other." },
        { """{ "single": { "else": "x" } }""", "answers.single", AnswerProblemCode.WrongType, "with the one member other." },
        { """{ "single": { "other": "x", "more": 1 } }""", "answers.single", AnswerProblemCode.WrongType, "with the one member other." },
        { """{ "single": { "other": " " } }""", "answers.single.other", AnswerProblemCode.WrongType, "must be a text that is not empty." },
        { """{ "single": { "other": 7 } }""", "answers.single.other", AnswerProblemCode.WrongType, "must be a text." },
        { """{ "single": { "other": "longer" } }""", "answers.single.other", AnswerProblemCode.TooLong, "must be at most 5 characters long." },
        { """{ "multi": "a" }""", "answers.multi", AnswerProblemCode.WrongType, "must be an array of choices." },
        { """{ "multi": ["a"] }""", "answers.multi", AnswerProblemCode.TooFew, "must hold at least 2 choices." },
        { """{ "multi": ["a", "b", "c", { "other": "d" }] }""", "answers.multi", AnswerProblemCode.TooMany, "must hold at most 3 choices." },
        { """{ "multi": ["a", "a"] }""", "answers.multi[1]", AnswerProblemCode.Duplicate, "must not hold the same choice as an entry before it." },
        { """{ "multi": [{ "other": "x" }, { "other": " x " }] }""", "answers.multi[1]", AnswerProblemCode.Duplicate, "must not hold the same choice as an entry before it." },
        { """{ "multi": ["a", "d"] }""", "answers.multi[1]", AnswerProblemCode.UnknownOption, "must be one of the choices of this item." },
        { """{ "multi": ["a", null] }""", "answers.multi[1]", AnswerProblemCode.WrongType, "must be an option id, or an object with the member other." },
        { """{ "rank": ["a", { "other": "x" }] }""", "answers.rank[1]", AnswerProblemCode.WrongType, "must be an option id." },
        { """{ "rank": ["a", "a"] }""", "answers.rank[1]", AnswerProblemCode.Duplicate, "must not hold the same choice as an entry before it." },
        { """{ "rank": ["a", "b", "c", "a"] }""", "answers.rank", AnswerProblemCode.TooMany, "must hold at most 3 choices." },
        { """{ "carried.rank": ["a"] }""", "answers.carried.rank", AnswerProblemCode.TooMany, "must hold at most 0 choices." },
        { """{ "multi": ["a", "b"], "carried.rank": ["c"] }""", "answers.carried.rank[0]", AnswerProblemCode.UnknownOption, "must be one of the choices of the answer to multi." },
        { """{ "text": 5 }""", "answers.text", AnswerProblemCode.WrongType, "must be a text." },
        { """{ "text": "123456" }""", "answers.text", AnswerProblemCode.TooLong, "must be at most 5 characters long." },
        { """{ "text": "\ud800" }""", "answers.text", AnswerProblemCode.WrongType, "must be a text." },
        { """{ "list": "a" }""", "answers.list", AnswerProblemCode.WrongType, "must be an array of lines." },
        { """{ "list": ["a", ""] }""", "answers.list", AnswerProblemCode.TooFew, "must hold at least 2 lines." },
        { """{ "list": ["a", "b", "c", "d"] }""", "answers.list", AnswerProblemCode.TooMany, "must hold at most 3 lines." },
        { """{ "list": ["a", "123456"] }""", "answers.list[1]", AnswerProblemCode.TooLong, "must be at most 5 characters long." },
        { """{ "list": ["a", 2] }""", "answers.list[1]", AnswerProblemCode.WrongType, "must be a text." },
        { """{ "columns": [1] }""", "answers.columns", AnswerProblemCode.WrongType, "must be an object from row to value." },
        { """{ "columns": { "d": {} , "a": { "much": 1 } } }""", "answers.columns", AnswerProblemCode.UnknownOption, "must hold no other rows than the choices of this item." },
        { """{ "columns": { "a": 3 } }""", "answers.columns.a", AnswerProblemCode.WrongType, "must be an object." },
        { """{ "columns": { "a": { "much": 6 } } }""", "answers.columns.a.much", AnswerProblemCode.OutOfRange, "must be a whole number from 1 to 5." },
        { """{ "columns": { "a": { "more": 6 } } }""", "answers.columns.a", AnswerProblemCode.WrongType, "must hold no other members than much, often." },
        { $$"""{ {{Carriers}}, "matrix": { "b": 1 } }""", "answers.matrix", AnswerProblemCode.UnknownOption, "must hold no other rows than the choices of the answer to carried.rank." },
        { $$"""{ {{Carriers}}, "lines": { "1": 1 } }""", "answers.lines", AnswerProblemCode.UnknownOption, "must hold no other rows than the choices of the answer to list." },
        { $$"""{ {{Carriers}}, "lines": { "0": 5 } }""", "answers.lines.0", AnswerProblemCode.OutOfRange, "must be a whole number from 0 to 4." },
        { $$"""{ {{Carriers}}, "carried.single": "0" }""", "answers.carried.single", AnswerProblemCode.UnknownOption, "must be one of the choices of the answer to repeat." },
        { """{ "repeat": { "label": "a" } }""", "answers.repeat", AnswerProblemCode.WrongType, "must be an array of objects." },
        { """{ "repeat": ["a"] }""", "answers.repeat[0]", AnswerProblemCode.WrongType, "must be an object." },
        { """{ "repeat": [{ "label": "a" }, { "label": "b" }, { "label": "c" }] }""", "answers.repeat", AnswerProblemCode.TooMany, "must hold at most 2 groups." },
        { """{ "repeat": [{ "label": "123456" }] }""", "answers.repeat[0].label", AnswerProblemCode.TooLong, "must be at most 5 characters long." },
        { """{ "repeat": [{ "label": 5 }] }""", "answers.repeat[0].label", AnswerProblemCode.WrongType, "must be a text." },
        { """{ "repeat": [{ "label": "a", "much": 0 }] }""", "answers.repeat[0].much", AnswerProblemCode.OutOfRange, "must be a whole number from 1 to 5." },
        { """{ "repeat": [{ "label": "a", "which": "c" }] }""", "answers.repeat[0].which", AnswerProblemCode.UnknownOption, "must be one of the field's choices." },
        { """{ "repeat": [{ "label": "a", "more": 1 }] }""", "answers.repeat[0]", AnswerProblemCode.WrongType, "must hold no other members than label, much, which." },
    };

    [Theory, MemberData(nameof(Valid))]
    public void GoodAnswer_HasNoProblem(string answers) => Assert.Empty(Problems(answers));

    [Theory, MemberData(nameof(Faults))]
    public void FaultyAnswer_IsNamedWithPlaceAndLimit(string answers, string path, AnswerProblemCode code, string message)
    {
        var problem = Assert.Single(Problems(answers));

        Assert.Equal((path, code), (problem.Path, problem.Code));
        Assert.StartsWith(path, problem.Message, StringComparison.Ordinal);
        Assert.EndsWith(message, problem.Message, StringComparison.Ordinal);
        Assert.NotNull(EveryTypeInstrument.Instance.FindItem(problem.Item));
    }

    [Theory, MemberData(nameof(Empty))]
    public void EmptyAnswer_CountsAsSkipped(string item, string answer)
    {
        var sheet = Sheet($$"""{ "{{item}}": {{answer}} }""");

        Assert.False(sheet.IsAnswered(item));
        Assert.Equal(JsonValueKind.Undefined, sheet[item].ValueKind);
        Assert.Equal("", sheet.Show(EveryTypeInstrument.Instance.FindItem(item)!));
    }

    [Fact]
    public void SeveralFaults_AreAllNamedInTheOrderOfTheItems()
    {
        var problems = Problems("""{ "zzz": 1, "aaa": 1, "text": 5, "grid": [9, "x"], "scale": 9 }""", locale: "de");

        Assert.Equal(["locale", "answers.grid[0]", "answers.grid[1]", "answers.scale", "answers.text", "answers.aaa", "answers.zzz"], problems.Select(problem => problem.Path));
        Assert.Equal(AnswerProblemCode.UnknownLocale, problems[0].Code);
        Assert.Equal(AnswerProblemCode.UnknownItem, problems[^1].Code);
    }

    [Fact]
    public void LongUnknownItem_IsCutToSixtyFourCharacters()
    {
        var problem = Assert.Single(Problems($$"""{ "{{new string('x', 100_000)}}": 1 }"""));

        Assert.Equal(new string('x', 64), problem.Item);
    }

    [Fact]
    public void HundredKilobytesOfText_AreTooLong()
    {
        var problem = Assert.Single(Problems($$"""{ "text": "{{new string('s', 100_000)}}" }"""));

        Assert.Equal(("text", AnswerProblemCode.TooLong), (problem.Item, problem.Code));
        Assert.DoesNotContain("sss", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_NeverHoldTheAnswer()
    {
        const string Secret = "s3cret";
        var answers = EveryTypeInstrument.Instance.Items.ToDictionary(item => item.Id, _ => JsonSerializer.SerializeToElement(new[] { $"{Secret}{Secret}" }), StringComparer.Ordinal);

        AnswerSheet.TryCreate(EveryTypeInstrument.Instance, "en", answers, out _, out var problems);

        Assert.NotEmpty(problems);
        Assert.All(problems, problem => Assert.DoesNotContain(Secret, problem.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Sheet_OutlivesTheDocumentOfItsAnswers()
    {
        AnswerSheet sheet;
        using (var document = JsonDocument.Parse("""{ "text": "tea" }"""))
        {
            var answers = document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
            Assert.True(AnswerSheet.TryCreate(EveryTypeInstrument.Instance, "en", answers, out sheet!, out _));
        }

        Assert.Equal("tea", sheet["text"].GetString());
    }

    [Fact]
    public void CarriedRows_ComeInTheOrderOfTheirSource()
    {
        var sheet = Sheet($$"""{ {{Carriers}}, "carried.rank": ["other", "c"] }""", "pl");

        Assert.Equal([new("c", "Ę"), new("other", "zoo"), new("a", "Ą")], RowsOf(sheet, "carried.rank"));
        Assert.Equal([new("other", "zoo"), new("c", "Ę")], RowsOf(sheet, "matrix"));
        Assert.Equal([new("0", "x"), new("2", "z")], RowsOf(sheet, "lines"));
        Assert.Equal([new("1", "tea")], RowsOf(sheet, "carried.single"));
    }

    [Fact]
    public void SkippedSourceInTheMiddle_LeavesTheRowsOfItsOwnSource() =>
        Assert.Equal([new("c", "C"), new("other", "zoo"), new("a", "A")], RowsOf(Sheet($$"""{ {{Carriers}} }"""), "matrix"));

    [Fact]
    public void ChoicesOfAField_AreTheCarriedOnesThenItsOwn()
    {
        var field = EveryTypeInstrument.Instance.FindItem("repeat")!.Fields[2];

        Assert.Equal(["c", "other", "a", "none"], Sheet($$"""{ {{Carriers}} }""").ChoicesOf(field).Select(choice => choice.Key));
    }

    [Theory]
    [InlineData("grid", "am: 1/4 · pm: 0/4")]
    [InlineData("time", "07:30")]
    [InlineData("scale", "yes (5)")]
    [InlineData("ruler", "3/10")]
    [InlineData("single", "own")]
    [InlineData("multi", "C · zoo · A")]
    [InlineData("rank", "1. B · 2. A")]
    [InlineData("list", "x · z")]
    [InlineData("columns", "A: Much: 2 (1–5) · Often: 0/4")]
    [InlineData("lines", "z: 2/4")]
    [InlineData("repeat", "tea · Much: no (1) · Which: none")]
    [InlineData("carried.single", "tea")]
    public void Answer_IsShownInLabelsAndOwnWords(string item, string shown)
    {
        var sheet = Sheet("""
            {
              "grid": [1, 0], "time": "07:30", "scale": 5, "ruler": 3, "single": { "other": " own " }, "multi": ["c", { "other": "zoo" }, "a"], "rank": ["b", "a"],
              "list": ["x", "", "z"], "columns": { "a": { "much": 2, "often": 0 } }, "lines": { "2": 2 },
              "repeat": [{ "label": " tea ", "much": 1, "which": "none" }], "carried.single": "0"
            }
            """);

        Assert.Equal(shown, sheet.Show(EveryTypeInstrument.Instance.FindItem(item)!));
    }

    [Fact]
    public void CarriedItem_IsShownOnceItsSourceIsAnswered()
    {
        var item = EveryTypeInstrument.Instance.FindItem("carried.single")!;

        Assert.False(Sheet("{}").IsShown(item));
        Assert.True(Sheet("""{ "repeat": [{ "label": "tea" }] }""").IsShown(item));
    }

    private static IReadOnlyList<AnswerRow> RowsOf(AnswerSheet sheet, string item) => sheet.RowsOf(EveryTypeInstrument.Instance.FindItem(item)!);

    private static AnswerSheet Sheet(string answers, string locale = "en")
    {
        Assert.True(AnswerSheet.TryCreate(EveryTypeInstrument.Instance, locale, Read(answers), out var sheet, out _));
        return sheet;
    }

    private static IReadOnlyList<AnswerProblem> Problems(string answers, string locale = "en")
    {
        AnswerSheet.TryCreate(EveryTypeInstrument.Instance, locale, Read(answers), out _, out var problems);
        return problems;
    }

    private static Dictionary<string, JsonElement> Read(string answers) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(answers)!;
}
