using Microsoft.AspNetCore.Http.HttpResults;
using Votive.ServiceDefaults;
using Votive.Web.Drafts;
using Votive.Web.Shared;
using Votive.Web.Visitors;

namespace Votive.Web.Questionnaire;

/// <summary>POST /assessment/start-over: deletes the answers so far.</summary>
internal static class StartOver
{
    public static void Map(RouteGroupBuilder assessment) => assessment.MapPost("/start-over", HandleAsync).WithName(nameof(StartOver));

    private static async Task<Results<SeeOther, RazorComponentResult<App>>> HandleAsync(
        IFormCollection form, HttpContext context, DraftClient drafts, CancellationToken cancellationToken)
    {
        _ = form; // Bound so that the antiforgery token is asked for.
        try
        {
            if (VisitorCookie.Read(context) is { } visitor)
            {
                await drafts.DeleteAsync(visitor, StepPlan.Quick.Instrument.Id, cancellationToken);
            }
        }
        catch (UnavailableException)
        {
            return QuestionnairePage.DraftsDown(context);
        }

        return new SeeOther(StepAddress.Start);
    }
}
