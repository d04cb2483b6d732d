using Votive.Contracts.Drafts;
using Votive.ServiceDefaults;
using Votive.Web.Drafts;
using Votive.Web.Visitors;

namespace Votive.Web.Questionnaire;

/// <summary>The visitor's draft as a page finds it.</summary>
/// <param name="Draft">Null when there is none, or it could not be reached.</param>
/// <param name="Down">Whether it could not be reached.</param>
internal sealed record DraftReading(Draft? Draft, bool Down)
{
    /// <summary>Reads the draft of the visitor that the request comes from, and answers 503 where it can't be reached.</summary>
    public static async Task<DraftReading> ForPageAsync(HttpContext context, DraftClient drafts)
    {
        if (context.Features.Get<PostOutcome>() is { DraftsDown: true })
        {
            return new(null, Down: true);
        }

        if (VisitorCookie.Read(context) is not { } visitor)
        {
            return new(null, Down: false);
        }

        try
        {
            return new(await drafts.GetAsync(visitor, StepPlan.Quick.Instrument.Id, context.RequestAborted), Down: false);
        }
        catch (UnavailableException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return new(null, Down: true);
        }
    }
}
