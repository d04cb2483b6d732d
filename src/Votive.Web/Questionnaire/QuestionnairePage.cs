using Microsoft.AspNetCore.Http.HttpResults;
using Votive.Web.Shared;

namespace Votive.Web.Questionnaire;

/// <summary>Answers a post with the page at the same address.</summary>
internal static class QuestionnairePage
{
    /// <summary>Shows the page with what the post has to tell it.</summary>
    public static RazorComponentResult<App> Again(HttpContext context, PostOutcome outcome, int statusCode)
    {
        context.Features.Set(outcome);
        return new RazorComponentResult<App> { StatusCode = statusCode };
    }

    /// <summary>Says that the answers can't be reached, and keeps what was posted for another try.</summary>
    public static RazorComponentResult<App> DraftsDown(HttpContext context) =>
        Again(context, new PostOutcome(DraftsDown: true), StatusCodes.Status503ServiceUnavailable);
}
