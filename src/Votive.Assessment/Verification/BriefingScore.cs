namespace Votive.Assessment.Verification;

/// <summary>A score as the model sees it.</summary>
/// <param name="Ref"><c>s:</c> and the score's id, for instance <c>s:self-discipline</c>.</param>
/// <param name="Name">Name in the briefing's language.</param>
/// <param name="Value">In the score's own unit.</param>
/// <param name="Min">Lowest possible value; null where there is none.</param>
/// <param name="Max">Highest possible value; null where there is none.</param>
public sealed record BriefingScore(string Ref, string Name, decimal Value, decimal? Min, decimal? Max);
