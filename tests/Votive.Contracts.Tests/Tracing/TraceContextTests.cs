using Votive.Contracts.Tracing;

namespace Votive.Contracts.Tests.Tracing;

public sealed class TraceContextTests
{
    private const string Valid = "00-12345678901234567890123456789012-1234567890123456-01";

    [Theory]
    [MemberData(nameof(TraceVector.Ids), MemberType = typeof(TraceVector))]
    public void VectorOfTheStandard_Holds(string id)
    {
        var vector = TraceVector.All[id];

        var found = TraceContext.TryParse(
            vector.Fields(TraceContext.TraceParentHeader), vector.Fields(TraceContext.TraceStateHeader), out var incoming);
        var own = found ? incoming : TraceContext.CreateRoot(sampled: false);
        var calls = Enumerable.Range(0, vector.OutgoingCalls)
            .Select(_ => own.CreateChild(sampled: false))
            .Select(call => new OutgoingTrace(call.ToString(), call.TraceState))
            .ToArray();

        vector.AssertHolds(calls);
    }

    [Fact]
    public void VectorFile_HasAllCases() => Assert.Equal(83, TraceVector.All.Count);

    [Fact]
    public void ValidHeader_IsReadInFull()
    {
        var found = TraceContext.TryParse(Valid, out var context);

        Assert.True(found);
        Assert.Equal(UInt128.Parse("12345678901234567890123456789012", System.Globalization.NumberStyles.HexNumber, null), context.TraceId);
        Assert.Equal(0x1234567890123456UL, context.ParentId);
        Assert.True(context.Sampled);
        Assert.False(context.HasRandomTraceId);
        Assert.Equal(Valid, context.ToString());
    }

    [Fact]
    public void UnknownFlags_AreNotSentOn()
    {
        var found = TraceContext.TryParse("00-12345678901234567890123456789012-1234567890123456-ff", out var context);

        Assert.True(found);
        Assert.EndsWith("-03", context.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00-12345678901234567890123456789ABC-1234567890123456-01")]
    [InlineData("00-12345678901234567890123456789012-1234567890123456-0１")]
    [InlineData("00_12345678901234567890123456789012_1234567890123456_01")]
    [InlineData("")]
    public void MalformedHeader_IsNoContext(string traceParent)
    {
        var found = TraceContext.TryParse(traceParent, out var context);

        Assert.False(found);
        Assert.False(context.IsValid);
    }

    [Fact]
    public void EmptyFieldBesideAValidOne_IsNoContext() =>
        Assert.False(TraceContext.TryParse(["", Valid], [], out _));

    [Fact]
    public void Child_KeepsTheTraceAndItsState_WithAnIdOfItsOwn()
    {
        TraceContext.TryParse([Valid], ["a=1"], out var context);

        var child = context.CreateChild(sampled: false);

        Assert.Equal(context.TraceId, child.TraceId);
        Assert.Equal("a=1", child.TraceState);
        Assert.NotEqual(context.ParentId, child.ParentId);
        Assert.False(child.Sampled);
    }

    [Fact]
    public void Root_IsValidAndSaysThatItsIdIsRandom()
    {
        var root = TraceContext.CreateRoot(sampled: true);

        Assert.True(root.IsValid);
        Assert.EndsWith("-03", root.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void NoContext_HasNoChild() =>
        Assert.Throws<InvalidOperationException>(() => default(TraceContext).CreateChild(sampled: true));

    [Fact]
    public void ValidHeaders_AreParsedWithoutAllocating()
    {
        string?[] parent = [Valid];
        string?[] state = ["foo=1,bar=2"];
        Parse(1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Parse(1000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(allocated < 1000, $"{allocated} bytes for 1,000 headers."); // The measurement itself may take a few.

        void Parse(int times)
        {
            for (var i = 0; i < times; i++)
            {
                Assert.True(TraceContext.TryParse(parent, state, out _));
            }
        }
    }
}
