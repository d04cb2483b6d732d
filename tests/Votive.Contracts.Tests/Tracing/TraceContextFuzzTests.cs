using System.Text.RegularExpressions;
using CsCheck;
using Votive.Contracts.Tracing;

namespace Votive.Contracts.Tests.Tracing;

/// <summary>Whatever comes in, nothing is thrown and only valid headers go out. A tenth of what a full run does.</summary>
public sealed partial class TraceContextFuzzTests
{
    private const long Iterations = 100_000;

    private static readonly Gen<char> Likely = Gen.OneOf(
        Gen.Char["0123456789abcdef-"], Gen.Char[" \t,=@*/_.ABCDEFxyz~"], Gen.Char['\0', '\uffff']);

    // One to five characters of a valid header replaced, put in or taken out; or a header of random characters.
    private static readonly Gen<string> TraceParent = Gen.OneOf(
        Mutated("00-12345678901234567890123456789012-1234567890123456-01"),
        Mutated("cc-12345678901234567890123456789012-1234567890123456-03-later"),
        Likely.Array[0, 80].Select(characters => new string(characters)));

    private static readonly Gen<string> TraceState = Gen.OneOf(
        Mutated("foo=1,bar=2 , \t baz@x=some value"),
        Mutated($"a={new string('x', 250)},b={new string('y', 255)},c=1"),
        Mutated(string.Join(',', Enumerable.Range(0, 32).Select(i => $"k{i}=v{i}"))),
        Likely.Array[0, 120].Select(characters => new string(characters)));

    [Fact]
    public void MutatedHeaders_NeverThrow_AndWhatGoesOutIsValid() =>
        Gen.Select(TraceParent.Array[0, 2], TraceState.Array[0, 3]).Sample(
            (parents, states) =>
            {
                var found = TraceContext.TryParse(parents, states, out var incoming);
                var outgoing = (found ? incoming : TraceContext.CreateRoot(sampled: true)).CreateChild(sampled: true);

                return found == incoming.IsValid
                    && ValidTraceParent().IsMatch(outgoing.ToString())
                    && outgoing.TraceState is null or { Length: > 0 and <= Contracts.Tracing.TraceState.MaxLength }
                    && (outgoing.TraceState is null || ValidTraceState().IsMatch(outgoing.TraceState));
            },
            iter: Iterations,
            threads: 1);

    [Fact]
    public void WhatWasSent_IsReadBackUnchanged() =>
        TraceState.Select(state => Contracts.Tracing.TraceState.Normalize([state])).Sample(
            sent => Contracts.Tracing.TraceState.Normalize([sent]) == sent,
            iter: Iterations / 10,
            threads: 1);

    private static Gen<string> Mutated(string header) =>
        Gen.Select(Gen.Int[0, header.Length - 1], Gen.Int[0, 2], Likely).Array[0, 5].Select(edits => edits.Aggregate(header, Edit));

    private static string Edit(string header, (int At, int Kind, char Character) edit)
    {
        var at = Math.Min(edit.At, header.Length);
        var removed = edit.Kind == 0 || at == header.Length ? 0 : 1;
        var added = edit.Kind == 2 ? "" : edit.Character.ToString();
        return $"{header[..at]}{added}{header[(at + removed)..]}";
    }

    [GeneratedRegex("^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[13]$")]
    private static partial Regex ValidTraceParent();

    [GeneratedRegex("""^(?:(?:^|,)[a-z0-9][a-z0-9_*/@-]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]){1,32}\z""")]
    private static partial Regex ValidTraceState();
}
