using Votive.Contracts.Analyses;

namespace Votive.Assessment.Engine;

/// <summary>Strength, tension and next step in a sentence each. A sentence without evidence is left out.</summary>
internal static class Synthesis
{
    /// <param name="reading">The answers.</param>
    /// <param name="findings">The selected findings, highest first.</param>
    public static IdentitySynthesis Of(Reading reading, IReadOnlyList<Finding> findings) => new(
    [
        .. Optional(Top(reading, findings, SynthesisRole.Strength, finding => finding.Rule is { Kind: FindingKind.Pattern, IsPositive: true }) ?? OwnStrengths(reading)),
        .. Optional(Top(reading, findings, SynthesisRole.Tension, finding => finding.Rule.Kind == FindingKind.Contradiction)),
        .. Optional(Top(reading, findings, SynthesisRole.NextStep, finding => finding.Rule.Kind == FindingKind.LeveragePoint)),
    ]);

    private static SynthesisSentence? Top(Reading reading, IEnumerable<Finding> findings, SynthesisRole role, Func<Finding, bool> fits) =>
        findings.FirstOrDefault(finding => fits(finding) && !finding.IsCommon) is { Text.Synthesis: { } template } top
            ? new SynthesisSentence(role, Phrases.Fill(template[reading.Facts.Sheet.Locale], top.Match.Slots), top.Match.Evidence)
            : null;

    private static SynthesisSentence? OwnStrengths(Reading reading)
    {
        const string Item = "id.strengths";
        if (!reading.Facts.Sheet.IsAnswered(Item))
        {
            return null;
        }

        var strengths = Enumerable.Range(0, reading.Facts.Choices(Item).Count).Select(row => reading.Phrases.Quote(reading.Facts.Label(Item, row)));
        return new SynthesisSentence(
            SynthesisRole.Strength,
            reading.Phrases.Fill("strength", ("strengths", reading.Phrases.And(strengths))),
            [reading.Cite(Item)]);
    }

    private static SynthesisSentence[] Optional(SynthesisSentence? sentence) => sentence is null ? [] : [sentence];
}
