using Votive.Contracts.Tracing;

namespace Votive.Contracts.Tests.Tracing;

public sealed class TraceStateTests
{
    [Fact]
    public void NormalList_IsTheSameString()
    {
        var list = "foo=1,bar=2";

        var normal = TraceState.Normalize([list]);

        Assert.Same(list, normal);
    }

    [Fact]
    public void BlanksAndEmptyMembers_AreTakenOut() =>
        Assert.Equal("foo=1,bar=2", TraceState.Normalize([" foo=1\t,, ", null, ",bar=2 ,"]));

    [Theory]
    [InlineData("")]
    [InlineData(" , ,")]
    [InlineData("foo")]
    [InlineData("=1")]
    [InlineData("foo=1,bar=a\tb")]
    [InlineData("foo=1,bar=ż")]
    [InlineData("foo= ")]
    public void EmptyOrMalformedList_IsNull(string list) => Assert.Null(TraceState.Normalize([list]));

    [Fact]
    public void ValueOf256Characters_IsTaken_AndOneMoreDropsTheList()
    {
        Assert.NotNull(TraceState.Normalize(["a=" + new string('x', 256)]));
        Assert.Null(TraceState.Normalize(["a=" + new string('x', 257)]));
    }

    [Fact]
    public void ListOf512Characters_IsCarriedWhole()
    {
        var list = "a=" + new string('x', 253) + ",b=" + new string('y', 254);
        Assert.Equal(512, list.Length);

        Assert.Equal(list, TraceState.Normalize([list]));
    }

    [Fact]
    public void ListTooLong_LosesItsLongestMembersFirst()
    {
        var longest = "l=" + new string('x', 200);
        var longer = "m=" + new string('x', 190);
        var short1 = "a=" + new string('1', 100);
        var short2 = "b=" + new string('2', 100);

        var normal = TraceState.Normalize([$"{longest},{short1},{longer},{short2}"]);

        Assert.Equal($"{short1},{longer},{short2}", normal);
    }

    [Fact]
    public void ListTooLongOfShortMembers_LosesTheOldest()
    {
        var members = Enumerable.Range(0, 6).Select(i => $"k{i}={new string('x', 97)}").ToArray();

        var normal = TraceState.Normalize([string.Join(',', members)]);

        Assert.Equal(string.Join(',', members[..5]), normal);
    }
}
