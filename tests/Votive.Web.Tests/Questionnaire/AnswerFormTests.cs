using System.Text.Json;
using Votive.Assessment.Answers;
using Votive.Assessment.Instruments;
using Votive.Web.Questionnaire.Forms;

namespace Votive.Web.Tests.Questionnaire;

public sealed class AnswerFormTests
{
    private static readonly InstrumentItem Energy = TestItem.Of(ItemType.Grid, "early", "noon", "late");
    private static readonly InstrumentItem Pick = TestItem.Of(ItemType.Multi, "a", "b", "c") with { AllowsOther = true };
    private static readonly InstrumentItem Habits = TestItem.Of(ItemType.Repeat) with
    {
        MaxCount = 8,
        Fields =
        [
            TestItem.Field("label", ItemType.Text) with { Required = true },
            TestItem.Field("times", ItemType.Count),
            TestItem.Field("cue", ItemType.Single),
        ],
    };

    public static TheoryData<string, string, string> Shapes => new()
    {
        { nameof(ItemType.Grid), "q:early=0&q:late=4", "[0,null,4]" },
        { nameof(ItemType.Scale), "q=-2", "-2" },
        { nameof(ItemType.Ruler), "q=10", "10" },
        { nameof(ItemType.Count), "q= 7 ", "7" },
        { nameof(ItemType.Time), "q=06:30", "\"06:30\"" },
        { nameof(ItemType.Single), "q=b", "\"b\"" },
        { nameof(ItemType.Single), "q=:other&q:other= my own ", """{"other":"my own"}""" },
        { nameof(ItemType.Single), "q:other=my own", """{"other":"my own"}""" },
        { nameof(ItemType.Single), "q=a&q:other=left over", "\"a\"" },
        { nameof(ItemType.Multi), "q=c&q=a", """["c","a"]""" },
        { nameof(ItemType.Multi), "q=a&q=:other&q:other=mine", """["a",{"other":"mine"}]""" },
        { nameof(ItemType.Rank), "q:a=2&q:b=1&q:c=", """["b","a"]""" },
        { nameof(ItemType.Rank), "q:a=3&q:c=1", """["c","a"]""" },
        { nameof(ItemType.Text), "q=  one\r\ntwo ", "\"one\\ntwo\"" },
        { nameof(ItemType.List), "q:0=first&q:1=&q:2=third", """["first","third"]""" },
        { nameof(ItemType.List), "q:10=eleventh&q:9=tenth", """["tenth","eleventh"]""" },
        { nameof(ItemType.Matrix), "q:a=0&q:b=&q:c=3", """{"a":0,"c":3}""" },
        { nameof(ItemType.Repeat), "q:0:label=run&q:0:times=3&q:1:label=&q:2:label=read&q:2:cue=time", """[{"label":"run","times":3},{"label":"read","cue":"time"}]""" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Form_BecomesTheJsonOfItsType(string type, string form, string json)
    {
        var item = ItemOf(type);

        var read = AnswerForm.Read(item, Parse(form));

        Assert.Null(read.Fault);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, read.Value!.Value), read.Value.ToString());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Json_BecomesAFormThatReadsTheSame(string type, string form, string json)
    {
        _ = form;
        var item = ItemOf(type);
        var fields = new FormFields();

        AnswerForm.Write(item, JsonDocument.Parse(json).RootElement, fields);

        var read = AnswerForm.Read(item, fields).Value!.Value;
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, read), read.ToString());
    }

    [Theory]
    [InlineData(nameof(ItemType.Grid), "q:early=")]
    [InlineData(nameof(ItemType.Scale), "")]
    [InlineData(nameof(ItemType.Single), "q=:other&q:other=  ")]
    [InlineData(nameof(ItemType.Multi), "q=&q=:other")]
    [InlineData(nameof(ItemType.Rank), "q:a=&q:b=")]
    [InlineData(nameof(ItemType.Text), "q=   ")]
    [InlineData(nameof(ItemType.List), "q:0= &q:1=")]
    [InlineData(nameof(ItemType.Matrix), "q:a=")]
    [InlineData(nameof(ItemType.Repeat), "q:0:label=&q:0:times=3")]
    public void NothingEntered_IsNoAnswerAndNoFault(string type, string form)
    {
        var read = AnswerForm.Read(ItemOf(type), Parse(form));

        Assert.Null(read.Value);
        Assert.Null(read.Fault);
    }

    [Theory]
    [InlineData(nameof(ItemType.Grid), "q:early=lots", AnswerProblemCode.WrongType)]
    [InlineData(nameof(ItemType.Scale), "q=2.5", AnswerProblemCode.WrongType)]
    [InlineData(nameof(ItemType.Ruler), "q=1e1", AnswerProblemCode.WrongType)]
    [InlineData(nameof(ItemType.Count), "q=99999999999", AnswerProblemCode.WrongType)]
    [InlineData(nameof(ItemType.Rank), "q:a=1&q:b=1", AnswerProblemCode.Duplicate)]
    [InlineData(nameof(ItemType.Rank), "q:a=first", AnswerProblemCode.WrongType)]
    [InlineData(nameof(ItemType.Matrix), "q:a=x", AnswerProblemCode.WrongType)]
    [InlineData(nameof(ItemType.Matrix), "q:a:column=1", AnswerProblemCode.WrongType)]
    [InlineData(nameof(ItemType.Repeat), "q:0:label=run&q:0:times=often", AnswerProblemCode.WrongType)]
    public void UnreadableEntry_IsAFault(string type, string form, AnswerProblemCode fault)
    {
        var read = AnswerForm.Read(ItemOf(type), Parse(form));

        Assert.Equal(fault, read.Fault);
        Assert.Null(read.Value);
    }

    [Fact]
    public void MatrixWithColumns_IsAnObjectPerRow()
    {
        var item = TestItem.Of(ItemType.Matrix) with { Fields = [TestItem.Field("weight", ItemType.Scale), TestItem.Field("energy", ItemType.Scale)] };

        var read = AnswerForm.Read(item, Parse("q:parent:weight=5&q:parent:energy=-1&q:friend:weight=2"));

        Assert.Equal("""{"parent":{"weight":5,"energy":-1},"friend":{"weight":2}}""", read.Value.ToString());
    }

    [Fact]
    public void EmptyLines_AreNamedByWhatIsKept()
    {
        var read = AnswerForm.Read(TestItem.Of(ItemType.List), Parse("q:0=&q:1=one&q:3=three"));

        Assert.Equal([1, 3], read.KeptLines!);
    }

    [Fact]
    public void FieldsOfOtherItems_AreNotLookedAt()
    {
        var read = AnswerForm.Read(TestItem.Of(ItemType.List), Parse("q.more:0=other&qq:0=other"));

        Assert.Null(read.Value);
    }

    private static InstrumentItem ItemOf(string type) => Enum.Parse<ItemType>(type) switch
    {
        ItemType.Grid => Energy,
        ItemType.Repeat => Habits,
        (ItemType.Single or ItemType.Multi) and var choice => Pick with { Type = choice },
        var other => TestItem.Of(other, "a", "b", "c"),
    };

    private static FormFields Parse(string form)
    {
        var fields = new FormFields();
        foreach (var pair in form.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (pair[..pair.IndexOf('=', StringComparison.Ordinal)], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            fields.Add(name, value);
        }

        return fields;
    }
}
