using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Votive.Contracts.Tests.Tracing;

/// <summary>One case of <c>tracecontext.json</c>: header fields in, required outcome of the calls that follow.</summary>
public sealed partial record TraceVector(string Id, string[][] InHeaders, int OutgoingCalls, TraceVectorExpectation Expect)
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Every case, by its id.</summary>
    public static IReadOnlyDictionary<string, TraceVector> All { get; } = Read().ToDictionary(vector => vector.Id, StringComparer.Ordinal);

    /// <summary>Theory rows.</summary>
    public static TheoryData<string> Ids => [.. All.Keys];

    /// <summary>The incoming fields of a name, in order.</summary>
    public string?[] Fields(string name) =>
        [.. InHeaders.Where(field => field[0].Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field[1])];

    /// <summary>Checks what the outgoing calls carried.</summary>
    public void AssertHolds(IReadOnlyList<OutgoingTrace> calls)
    {
        Assert.Equal(OutgoingCalls, calls.Count);
        Assert.All(calls, AssertHolds);
        Assert.True(calls.Select(call => ParentIdOf(call.TraceParent)).Distinct().Count() >= Expect.DistinctParentIds);
        Assert.Single(calls.Select(call => TraceIdOf(call.TraceParent)).Distinct());
    }

    private void AssertHolds(OutgoingTrace call)
    {
        Assert.Matches(ValidTraceParent(), call.TraceParent);
        var traceId = TraceIdOf(call.TraceParent);
        Assert.DoesNotContain(traceId, Expect.TraceIdNot);
        Assert.DoesNotContain(ParentIdOf(call.TraceParent), Expect.ParentIdNot);
        if (Expect.TraceId is { } expected and not "new")
        {
            Assert.Equal(expected, traceId);
        }

        var flags = byte.Parse(call.TraceParent.AsSpan(53), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.Equal(Expect.FlagsBitsSet, flags & Expect.FlagsBitsSet);
        AssertStateHolds(call.TraceState);
    }

    private void AssertStateHolds(string? traceState)
    {
        var members = (traceState ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var keys = members.Select(member => member.Split('=')[0]).ToArray();
        Assert.All(Expect.Tracestate, member => Assert.Contains($"{member.Key}={member.Value}", members));
        Assert.Empty(keys.Intersect(Expect.TracestateLacks));
        Assert.Equal(Expect.TracestateOrder, keys.Where(Expect.TracestateOrder.Contains));
        Assert.True(Expect.TracestateContainsAny.Length == 0 || members.Intersect(Expect.TracestateContainsAny).Any());
        if (Expect.TracestateMembers is { } count)
        {
            Assert.Equal(count, members.Length);
        }
    }

    private static string TraceIdOf(string traceParent) => traceParent.Substring(3, 32);

    private static string ParentIdOf(string traceParent) => traceParent.Substring(36, 16);

    private static TraceVector[] Read()
    {
        using var stream = typeof(TraceVector).Assembly.GetManifestResourceStream("tracecontext.json")!;
        return JsonDocument.Parse(stream).RootElement.GetProperty("vectors").Deserialize<TraceVector[]>(SnakeCase)!;
    }

    [GeneratedRegex("^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[0-3]$")]
    private static partial Regex ValidTraceParent();
}

/// <summary>The headers of one outgoing call; a null state was not sent.</summary>
public sealed record OutgoingTrace(string TraceParent, string? TraceState);

/// <summary>What must be true of the outgoing headers; an absent member demands nothing.</summary>
public sealed record TraceVectorExpectation
{
    public string? TraceId { get; init; }

    public string[] TraceIdNot { get; init; } = [];

    public string[] ParentIdNot { get; init; } = [];

    public int DistinctParentIds { get; init; }

    public Dictionary<string, string> Tracestate { get; init; } = [];

    public string[] TracestateLacks { get; init; } = [];

    public int? TracestateMembers { get; init; }

    public string[] TracestateOrder { get; init; } = [];

    public string[] TracestateContainsAny { get; init; } = [];

    public int FlagsBitsSet { get; init; }
}
