namespace Votive.Assessment.Answers;

/// <summary>One thing that a person does without being told, as listed in <c>hab.list</c>; null members were skipped.</summary>
/// <param name="Row">Position in the answer, from 0.</param>
/// <param name="Label">The person's words.</param>
/// <param name="TimesAWeek">How often.</param>
/// <param name="Automaticity">Mean of the two statements, 1 to 7; null unless both were answered.</param>
/// <param name="LikeMe">1 to 7.</param>
/// <param name="Help">−2 (harms a lot) to 2 (helps a lot).</param>
/// <param name="Cue">Id of the kind of cue, <see cref="UnsureCue"/> where it can't be named.</param>
/// <param name="Value">Id of the value it serves, <see cref="NoValue"/> for none of the five.</param>
internal sealed record Habit(
    int Row, string Label, int? TimesAWeek, decimal? Automaticity, int? LikeMe, int? Help, string? Cue, string? Value)
{
    public const string UnsureCue = "unsure";
    public const string NoValue = "none";

    /// <summary>From this automaticity on, a habit counts as running by itself.</summary>
    public const decimal AutomaticFrom = 5;

    public bool IsAutomatic => Automaticity >= AutomaticFrom;
}
