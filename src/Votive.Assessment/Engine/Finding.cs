using Votive.Contracts.Analyses;

namespace Votive.Assessment.Engine;

/// <summary>A rule that holds for these answers.</summary>
internal sealed record Finding(Rule Rule, RuleMatch Match, Confidence Confidence)
{
    /// <summary>Above this base rate a finding says too little about one person to stand at the top.</summary>
    public const decimal CommonFrom = 0.5m;

    /// <summary>Effect × confidence × specificity, 0 to 1.</summary>
    public decimal Priority { get; } = decimal.Round(Rule.Effect * Weight(Confidence) * (1 - Rule.BaseRate), 3) / 1.000000000000000000000000000000m;

    /// <summary>Whether it holds for so many that it may not be among the first of a report.</summary>
    public bool IsCommon => Rule.BaseRate > CommonFrom;

    /// <summary>All items and rows that it rests on: what two findings may not have in common. A leverage point may share it with the finding that it answers.</summary>
    public string EvidenceKey { get; } =
        string.Join(' ', Match.Evidence.Select(evidence => $"{evidence.Item}#{evidence.Row}").Order(StringComparer.Ordinal));

    /// <summary>The rule's text for this match.</summary>
    public RuleText Text => Rule.Texts[Match.Variant];

    /// <summary>Highest first: those that lead, then those that are not common, then by priority; ties by rule id.</summary>
    public static IOrderedEnumerable<Finding> InOrder(IEnumerable<Finding> findings) => findings
        .OrderByDescending(finding => finding.Rule.Leads)
        .ThenBy(finding => finding.IsCommon)
        .ThenByDescending(finding => finding.Priority)
        .ThenBy(finding => finding.Rule.Id, StringComparer.Ordinal);

    private static decimal Weight(Confidence confidence) => confidence switch
    {
        Confidence.Low => 0.5m,
        Confidence.Medium => 0.75m,
        _ => 1,
    };
}
