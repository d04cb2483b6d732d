namespace Votive.Web.Questionnaire;

/// <summary>Addresses of the questionnaire.</summary>
internal static class StepAddress
{
    /// <summary>What to expect, consent, start or resume.</summary>
    public const string Start = "/assessment";

    /// <summary>Everything that was answered, before it is handed in.</summary>
    public const string Review = "/assessment/review";

    /// <summary>The screen with this id.</summary>
    /// <param name="step">Id of the screen's first item.</param>
    /// <param name="editing">Whether the person comes from the review and goes back there.</param>
    public static string Of(string step, bool editing = false) => $"/assessment/{step}{(editing ? "?edit" : "")}";
}
