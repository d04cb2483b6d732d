using Votive.Assessment.Answers;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Engine;

/// <summary>Makes a complete report from answers, with no model, clock, randomness or I/O: the same bytes on every machine.</summary>
public static class OfflineEngine
{
    private const int MostPerKind = 3;

    /// <summary>Code of the caution that leads a report when life is too much, or support was asked for.</summary>
    internal const string SupportCaution = "support";

    /// <summary>The report for these answers, in the sheet's locale.</summary>
    public static Analysis Analyze(AnswerSheet answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var book = RuleBook.Shipped;
        var reading = new Reading(answers, book.PhrasesIn(answers.Locale));
        var cautions = Cautions(reading).ToList();
        var findings = Select(reading, Find(reading, cautions.Exists(code => code != SupportCaution)));
        return new Analysis
        {
            Language = answers.Locale,
            Source = AnalysisSource.Local,
            Instrument = new InstrumentReference(answers.Instrument.Id, answers.Instrument.Version, answers.Instrument.ContentHash),
            Patterns = Part(FindingKind.Pattern),
            Contradictions = Part(FindingKind.Contradiction),
            BlindSpots = Part(FindingKind.BlindSpot),
            LeveragePoints = Part(FindingKind.LeveragePoint),
            Risks = Part(FindingKind.Risk),
            IdentitySynthesis = Synthesis.Of(reading, findings),
            Scores = reading.Scores.ToScores(),
            Cautions = [.. cautions.Select(code => new Caution(code, book.CautionText(code)[answers.Locale]))],
        };

        IReadOnlyList<Insight> Part(FindingKind kind) =>
            [.. findings.Where(finding => finding.Rule.Kind == kind).Select(finding => ToInsight(reading, finding))];
    }

    /// <summary>Every rule that holds, selected or not.</summary>
    internal static IReadOnlyList<Finding> Find(Reading reading, bool isCareless)
    {
        var findings = new List<Finding>();
        foreach (var rule in RuleBook.Shipped.Rules)
        {
            if (rule.Condition(reading) is { } match)
            {
                findings.Add(new Finding(rule, match, isCareless && match.Confidence > Confidence.Low ? match.Confidence - 1 : match.Confidence));
            }
        }

        return findings;
    }

    private static IEnumerable<string> Cautions(Reading reading) =>
        [.. reading.NeedsSupport ? [SupportCaution] : Array.Empty<string>(), .. AnswerQuality.Signs(reading.Facts)];

    /// <summary>At most three per kind, no two findings and no two steps on the same evidence, and one that speaks of something that carries where there is any.</summary>
    private static List<Finding> Select(Reading reading, IReadOnlyList<Finding> findings)
    {
        var ordered = Finding.InOrder(findings.Where(finding => !IsHidden(reading, finding, findings))).ToList();
        var selected = Take(ordered);
        if (!selected.Exists(finding => finding.Rule.IsPositive) && ordered.Find(finding => finding.Rule.IsPositive) is { } positive)
        {
            selected = [.. Finding.InOrder(Take([positive, .. ordered.Where(finding => finding != positive)]))];
        }

        return selected;
    }

    private static List<Finding> Take(IEnumerable<Finding> ordered)
    {
        var taken = new List<Finding>();
        var evidence = new HashSet<(bool IsStep, string Key)>();
        foreach (var finding in ordered)
        {
            if (taken.Count(other => other.Rule.Kind == finding.Rule.Kind) < MostPerKind && evidence.Add((finding.Rule.Kind == FindingKind.LeveragePoint, finding.EvidenceKey)))
            {
                taken.Add(finding);
            }
        }

        return taken;
    }

    private static bool IsHidden(Reading reading, Finding finding, IReadOnlyList<Finding> findings) =>
        finding.Rule.Kind == FindingKind.Risk
        && (reading.NeedsSupport
            || (finding.Rule.Id != RiskRules.EmptyTankId && findings.Any(other => other.Rule.Id == RiskRules.EmptyTankId)));

    private static Insight ToInsight(Reading reading, Finding finding)
    {
        var (text, slots, locale) = (finding.Text, finding.Match.Slots, reading.Facts.Sheet.Locale);
        var claim = Phrases.Fill(text.Text[locale], slots);
        return new Insight
        {
            Id = finding.Rule.Id,
            Title = Phrases.Fill(text.Title[locale], slots),
            Text = finding.Rule.Kind == FindingKind.BlindSpot ? $"{claim} {reading.Phrases["blindSpotNote"]}" : claim,
            Evidence = finding.Match.Evidence,
            Origin = AnalysisSource.Local,
            Verification = finding.Rule.RestsOn,
            Confidence = finding.Confidence,
            Priority = finding.Priority,
            CouldAlsoBe = Phrases.Fill(text.CouldAlsoBe[locale], slots),
            AskYourself = Phrases.Fill(text.AskYourself[locale], slots),
        };
    }
}
