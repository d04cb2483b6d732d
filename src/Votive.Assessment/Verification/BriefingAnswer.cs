namespace Votive.Assessment.Verification;

/// <summary>An answer, or one row of it, as the model sees it.</summary>
/// <param name="Ref"><c>a:</c> and the item's id, with the row where the answer has several: <c>a:go.kept10</c>, <c>a:hab.list[2]</c>.</param>
/// <param name="Question">The question, in the briefing's language.</param>
/// <param name="Answer">What the person chose or wrote, as they would recognise it; a row with its label.</param>
public sealed record BriefingAnswer(string Ref, string Question, string Answer);
