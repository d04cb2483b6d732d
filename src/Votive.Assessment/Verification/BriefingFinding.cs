namespace Votive.Assessment.Verification;

/// <summary>A finding as the model sees it.</summary>
/// <param name="Ref"><c>f:</c> and the insight's id, for instance <c>f:rule.p4</c>.</param>
/// <param name="Part">The part of the report it stands in, one of <see cref="ModelClaim.Parts"/>.</param>
/// <param name="Text">The claim, in the briefing's language.</param>
public sealed record BriefingFinding(string Ref, string Part, string Text);
