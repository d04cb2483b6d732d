namespace Votive.Web.Questionnaire;

/// <summary>What a post has to tell the page that answers it, where the answer is not another address.</summary>
/// <param name="Refused">A screen to show again; null for none.</param>
/// <param name="DraftsDown">True when the answers could not be reached.</param>
/// <param name="ConsentMissing">True when the questionnaire was to start without consent.</param>
internal sealed record PostOutcome(RefusedStep? Refused = null, bool DraftsDown = false, bool ConsentMissing = false);
