using Votive.Assessment.Instruments;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Engine;

/// <summary>One rule: what it says and how much it weighs, from the rule file, and when it holds, from code.</summary>
internal sealed record Rule
{
    /// <summary>Stable id, for instance <c>rule.p4</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Rises when the condition or the meaning changes.</summary>
    public required int Version { get; init; }

    /// <summary>Part of the report.</summary>
    public required FindingKind Kind { get; init; }

    /// <summary>How much it matters when it holds, 0 to 1; a design choice.</summary>
    public required decimal Effect { get; init; }

    /// <summary>Share of simulated people for whom it holds, 0 to 1: what holds for most says little about one.</summary>
    public required decimal BaseRate { get; init; }

    /// <summary>Whether it rests on words and choices or on a computed score.</summary>
    public required VerificationState RestsOn { get; init; }

    /// <summary>True where it speaks of something that carries.</summary>
    public required bool IsPositive { get; init; }

    /// <summary>True where it stands before all others of its kind, whatever their priority.</summary>
    public required bool Leads { get; init; }

    /// <summary>Texts by variant; <see cref="RuleMatch.DefaultVariant"/> where there is only one.</summary>
    public required IReadOnlyDictionary<string, RuleText> Texts { get; init; }

    /// <summary>When it holds, and on what.</summary>
    public required Func<Reading, RuleMatch?> Condition { get; init; }
}

/// <summary>Parts of a report that hold findings.</summary>
internal enum FindingKind
{
    Pattern,
    Contradiction,
    BlindSpot,
    LeveragePoint,
    Risk,
}

/// <summary>What a rule says; the templates have named slots.</summary>
/// <param name="Title">A few words.</param>
/// <param name="Text">The claim.</param>
/// <param name="CouldAlsoBe">Another reading.</param>
/// <param name="AskYourself">A question to take along.</param>
/// <param name="Synthesis">The claim as one sentence of the synthesis; null where it never stands there.</param>
internal sealed record RuleText(
    LocalizedText Title, LocalizedText Text, LocalizedText CouldAlsoBe, LocalizedText AskYourself, LocalizedText? Synthesis);

/// <summary>A rule holds.</summary>
/// <param name="Evidence">The answers it rests on; never empty.</param>
/// <param name="Slots">Values for the templates.</param>
internal sealed record RuleMatch(IReadOnlyList<Evidence> Evidence, IReadOnlyDictionary<string, string> Slots)
{
    public const string DefaultVariant = "default";

    /// <summary>Which of the rule's texts says it.</summary>
    public string Variant { get; init; } = DefaultVariant;

    /// <summary>How far it is above the noise, before careless answers are taken into account.</summary>
    public Confidence Confidence { get; init; } = Confidence.Medium;

    /// <summary>A match from its evidence and slots.</summary>
    public static RuleMatch Of(IEnumerable<Evidence> evidence, params (string Name, string Value)[] slots) =>
        new([.. evidence], slots.ToDictionary(slot => slot.Name, slot => slot.Value, StringComparer.Ordinal));
}
