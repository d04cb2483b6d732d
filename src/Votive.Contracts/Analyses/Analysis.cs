using System.Text.Json.Serialization;

namespace Votive.Contracts.Analyses;

/// <summary>A report: the six parts, each claim resting on the person's own answers.</summary>
public sealed record Analysis
{
    /// <summary>Language of every text in it: <c>en</c> or <c>pl</c>.</summary>
    public required string Language { get; init; }

    /// <summary>Who spoke: the offline engine alone, or a model beside it.</summary>
    public required AnalysisSource Source { get; init; }

    /// <summary>The instrument that was answered.</summary>
    public required InstrumentReference Instrument { get; init; }

    /// <summary>What recurs.</summary>
    public required IReadOnlyList<Insight> Patterns { get; init; }

    /// <summary>Where two answers pull apart.</summary>
    public required IReadOnlyList<Insight> Contradictions { get; init; }

    /// <summary>What the answers contain together that the person did not state.</summary>
    public required IReadOnlyList<Insight> BlindSpots { get; init; }

    /// <summary>Where a small change moves the most.</summary>
    public required IReadOnlyList<Insight> LeveragePoints { get; init; }

    /// <summary>What may go wrong if nothing changes. Empty when <see cref="Cautions"/> has <c>support</c>.</summary>
    public required IReadOnlyList<Insight> Risks { get; init; }

    /// <summary>Strength, tension and next step in at most three sentences.</summary>
    public required IdentitySynthesis IdentitySynthesis { get; init; }

    /// <summary>Every score, also the ones that could not be computed (with the reason).</summary>
    public required IReadOnlyList<Score> Scores { get; init; }

    /// <summary>What to bear in mind while reading, in order of importance; empty when nothing.</summary>
    public required IReadOnlyList<Caution> Cautions { get; init; }
}

/// <summary>Who made a reading.</summary>
public enum AnalysisSource
{
    /// <summary>The offline engine.</summary>
    Local,

    /// <summary>A language model, checked against the answers.</summary>
    Model,
}

/// <summary>The exact instrument that was answered.</summary>
/// <param name="Id">Instrument id.</param>
/// <param name="Version">Published version; its content never changes.</param>
/// <param name="ContentHash">SHA-256 of the published content, 64 hex digits.</param>
public sealed record InstrumentReference(string Id, string Version, string ContentHash);

/// <summary>One claim about the person, with what it rests on.</summary>
public sealed record Insight
{
    /// <summary>Rule id (<c>rule.p4</c>) or, from a model, <c>model.1</c> and so on; unique within an analysis.</summary>
    public required string Id { get; init; }

    /// <summary>A few words.</summary>
    public required string Title { get; init; }

    /// <summary>The claim itself, plain text, one to three sentences.</summary>
    public required string Text { get; init; }

    /// <summary>The answers it rests on; never empty for a checked claim.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; init; }

    /// <summary>Who made the claim.</summary>
    public required AnalysisSource Origin { get; init; }

    /// <summary>How far it was checked.</summary>
    public required VerificationState Verification { get; init; }

    /// <summary>How sure the offline engine is, or null for a model's claim.</summary>
    public Confidence? Confidence { get; init; }

    /// <summary>Effect × confidence × specificity, 0 to 1; null for a model's claim.</summary>
    public decimal? Priority { get; init; }

    /// <summary>Another reading of the same answers; null where there is none.</summary>
    public string? CouldAlsoBe { get; init; }

    /// <summary>A question to take along; null where there is none.</summary>
    public string? AskYourself { get; init; }
}

/// <summary>How far a claim was checked against the answers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VerificationState>))]
public enum VerificationState
{
    /// <summary>Rests on the person's own words or choices.</summary>
    [JsonStringEnumMemberName("yourWords")]
    YourWords,

    /// <summary>Rests on a score computed from the answers.</summary>
    [JsonStringEnumMemberName("yourScore")]
    YourScore,

    /// <summary>A model's claim whose references, quotes and numbers all hold.</summary>
    [JsonStringEnumMemberName("aiChecked")]
    AiChecked,

    /// <summary>A model's claim that could not be checked; shown collapsed, never at the top.</summary>
    [JsonStringEnumMemberName("aiNotChecked")]
    AiNotChecked,
}

/// <summary>How sure the offline engine is of a finding.</summary>
public enum Confidence
{
    /// <summary>Few or careless answers.</summary>
    Low,

    /// <summary>The usual case.</summary>
    Medium,

    /// <summary>Well above the noise of the measure.</summary>
    High,
}

/// <summary>A pointer to the answer that a claim rests on.</summary>
public sealed record Evidence
{
    /// <summary>Item id in the instrument.</summary>
    public required string Item { get; init; }

    /// <summary>Row of a grid, matrix, list or repeat, from 0 in the order of the answer; null for the whole answer.</summary>
    public int? Row { get; init; }

    /// <summary>Start of the quoted words in a text answer, in UTF-16 units; null when the whole answer is meant.</summary>
    public int? Start { get; init; }

    /// <summary>End (exclusive) of the quoted words; null when the whole answer is meant.</summary>
    public int? End { get; init; }

    /// <summary>The question as the person saw it, in the report's language.</summary>
    public required string Question { get; init; }

    /// <summary>The answer, or the part of it that counts, as the person would recognise it.</summary>
    public required string Shown { get; init; }
}

/// <summary>Who the answers speak of, in at most three sentences; a sentence without evidence is left out.</summary>
/// <param name="Sentences">In the order strength, tension, next step.</param>
public sealed record IdentitySynthesis(IReadOnlyList<SynthesisSentence> Sentences);

/// <summary>One sentence of the synthesis.</summary>
/// <param name="Role">What it says.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Evidence">What it rests on; never empty.</param>
public sealed record SynthesisSentence(SynthesisRole Role, string Text, IReadOnlyList<Evidence> Evidence);

/// <summary>What a sentence of the synthesis says.</summary>
public enum SynthesisRole
{
    /// <summary>What carries.</summary>
    Strength,

    /// <summary>What pulls apart.</summary>
    Tension,

    /// <summary>What to try first.</summary>
    NextStep,
}

/// <summary>One score, never shown without its noise.</summary>
public sealed record Score
{
    /// <summary>Score id, for instance <c>self-discipline</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Name in the report's language.</summary>
    public required string Name { get; init; }

    /// <summary>In the score's own unit; null with <see cref="NullReason"/>.</summary>
    public decimal? Raw { get; init; }

    /// <summary>Percent of the possible range, 0 to 100; null where the score has no range.</summary>
    public decimal? Pomp { get; init; }

    /// <summary>Lower end of the 90 % noise band, in the unit of <see cref="Raw"/>; null where the noise is not known.</summary>
    public decimal? BandLow { get; init; }

    /// <summary>Upper end of the 90 % noise band.</summary>
    public decimal? BandHigh { get; init; }

    /// <summary>Lowest possible <see cref="Raw"/>; null where there is none.</summary>
    public decimal? Min { get; init; }

    /// <summary>Highest possible <see cref="Raw"/>.</summary>
    public decimal? Max { get; init; }

    /// <summary>Why there is no value, a word such as <c>too-few-answers</c>; null when there is one.</summary>
    public string? NullReason { get; init; }

    /// <summary>What belongs to the number, in the report's language: the number of rows and chance level of a correlation, the caveat of a reference; null where nothing does.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the measure is published or our own and not yet validated.</summary>
    public required bool Validated { get; init; }
}

/// <summary>Something to bear in mind while reading.</summary>
/// <param name="Code"><c>support</c>, <c>flat-answers</c>, <c>contradicting-answers</c> or <c>not-free</c>.</param>
/// <param name="Text">In the report's language; never accuses.</param>
public sealed record Caution(string Code, string Text);
