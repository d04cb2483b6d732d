using System.Text.Json;
using Votive.Assessment.Answers;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Verification;

/// <summary>What a model is given: the offline engine's findings, the scores, and the answers it may read, each with an id to refer to.</summary>
public sealed record ModelBriefing
{
    /// <summary>Language to answer in.</summary>
    public required string Language { get; init; }

    /// <summary>Findings of the offline engine.</summary>
    public required IReadOnlyList<BriefingFinding> Findings { get; init; }

    /// <summary>Scores that have a value.</summary>
    public required IReadOnlyList<BriefingScore> Scores { get; init; }

    /// <summary>Answers that may leave, cleaned of control, bidirectional and tag characters.</summary>
    public required IReadOnlyList<BriefingAnswer> Answers { get; init; }

    /// <summary>Selects what leaves: items that the instrument sends by default, less those withheld.</summary>
    public static ModelBriefing Create(AnswerSheet answers, Analysis analysis, IReadOnlyCollection<string> withhold) => throw new NotImplementedException();

    /// <summary>The briefing as the one JSON document that goes into the user turn.</summary>
    public string ToJson() => throw new NotImplementedException();
}

/// <summary>A finding as the model sees it.</summary>
public sealed record BriefingFinding(string Ref, string Part, string Text);

/// <summary>A score as the model sees it.</summary>
public sealed record BriefingScore(string Ref, string Name, decimal Value, decimal? Min, decimal? Max);

/// <summary>An answer as the model sees it.</summary>
public sealed record BriefingAnswer(string Ref, string Question, string Answer);

/// <summary>What a model said, before it is checked.</summary>
public sealed record ModelReading
{
    /// <summary>True when the model thinks that the person needs support rather than a reading; then <see cref="Claims"/> is ignored.</summary>
    public bool Support { get; init; }

    /// <summary>The claims; 1 to 20.</summary>
    public required IReadOnlyList<ModelClaim> Claims { get; init; }

    /// <summary>JSON Schema (closed) of a reading, as given to the model and used to check its answer.</summary>
    public static JsonElement JsonSchema => throw new NotImplementedException();

    /// <summary>Reads a model's text: strict JSON first, then with a byte order mark, code fence or text around the one object taken off. Values are never invented.</summary>
    /// <param name="text">The model's answer.</param>
    /// <param name="reading">The reading; null when there are errors.</param>
    /// <param name="errors">What is wrong, as a path and a sentence each; empty when it is valid.</param>
    public static bool TryParse(string text, out ModelReading? reading, out IReadOnlyList<string> errors) => throw new NotImplementedException();
}

/// <summary>One claim of a model.</summary>
public sealed record ModelClaim
{
    /// <summary>Which part of the report: <c>patterns</c>, <c>contradictions</c>, <c>blindSpots</c>, <c>leveragePoints</c> or <c>risks</c>.</summary>
    public required string Part { get; init; }

    /// <summary>A few words.</summary>
    public required string Title { get; init; }

    /// <summary>The claim.</summary>
    public required string Text { get; init; }

    /// <summary>Refs of the briefing that it rests on.</summary>
    public required IReadOnlyList<string> Refs { get; init; }

    /// <summary>Words taken from answers.</summary>
    public required IReadOnlyList<ModelQuote> Quotes { get; init; }

    /// <summary>Another reading; null where there is none.</summary>
    public string? CouldAlsoBe { get; init; }

    /// <summary>A question to take along; null where there is none.</summary>
    public string? AskYourself { get; init; }
}

/// <summary>Words that a model says stand in an answer.</summary>
/// <param name="Ref">Ref of the answer.</param>
/// <param name="Exact">The words.</param>
public sealed record ModelQuote(string Ref, string Exact);

/// <summary>Checks a model's claims against the answers they speak of.</summary>
public static class EvidenceVerifier
{
    /// <summary>
    /// Puts the model's claims beside the offline engine's. A claim stays as checked when its refs were sent, its quotes stand exactly
    /// (white space folded) in the answers named, each number in it is a known score or answer, its language is the report's, and it holds
    /// no banned word, link or advice. A claim with a wrong quote or ref is dropped; one with an unknown number is kept as not checked.
    /// </summary>
    public static VerifiedReading Verify(AnswerSheet answers, Analysis analysis, ModelBriefing briefing, ModelReading reading) => throw new NotImplementedException();
}

/// <summary>The report with the checked second reading.</summary>
/// <param name="Analysis">The offline report, the model's claims appended to their parts, source <see cref="AnalysisSource.Model"/>.</param>
/// <param name="Summary">How many claims held.</param>
public sealed record VerifiedReading(Analysis Analysis, VerificationSummary Summary);
