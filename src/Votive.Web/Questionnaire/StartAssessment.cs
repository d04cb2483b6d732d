using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Votive.Contracts.Drafts;
using Votive.ServiceDefaults;
using Votive.Web.Drafts;
using Votive.Web.Shared;
using Votive.Web.Visitors;

namespace Votive.Web.Questionnaire;

/// <summary>POST /assessment: starts the questionnaire for someone who agrees that their answers are kept.</summary>
internal static class StartAssessment
{
    public static void Map(RouteGroupBuilder assessment) => assessment.MapPost("", HandleAsync).WithName(nameof(StartAssessment));

    private static async Task<Results<SeeOther, RazorComponentResult<App>>> HandleAsync(
        IFormCollection form, HttpContext context, DraftClient drafts, CancellationToken cancellationToken)
    {
        if (!form.ContainsKey("store"))
        {
            return QuestionnairePage.Again(context, new PostOutcome(ConsentMissing: true), StatusCodes.Status422UnprocessableEntity);
        }

        var plan = StepPlan.Quick;
        try
        {
            await drafts.PatchAsync(
                VisitorCookie.GetOrCreate(context),
                plan.Instrument.Id,
                new DraftPatch
                {
                    Version = plan.Instrument.Version,
                    Locale = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
                    Path = StepPlan.QuickPath,
                    CurrentItem = plan.Steps[0].Id,
                },
                cancellationToken);
        }
        catch (UnavailableException)
        {
            return QuestionnairePage.DraftsDown(context);
        }

        ConsentCookie.ForNewRun(form.ContainsKey("model")).Write(context);
        return new SeeOther(StepAddress.Of(plan.Steps[0].Id));
    }
}
