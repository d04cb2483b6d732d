using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Votive.Contracts.Drafts;
using Votive.ServiceDefaults;
using Votive.Web.Drafts;
using Votive.Web.Questionnaire.Forms;
using Votive.Web.Shared;
using Votive.Web.Visitors;

namespace Votive.Web.Questionnaire;

/// <summary>POST /assessment/{step}: takes one screen's answers and goes on, back, or to another section. Used where there is no JavaScript.</summary>
internal static class SaveStep
{
    public static void Map(RouteGroupBuilder assessment) => assessment.MapPost("/{step}", HandleAsync).WithName(nameof(SaveStep));

    private static async Task<Results<SeeOther, NotFound, RazorComponentResult<App>>> HandleAsync(
        string step, IFormCollection form, HttpContext context, DraftClient drafts, CancellationToken cancellationToken)
    {
        var plan = StepPlan.Quick;
        if (plan.Find(step) is not { } current)
        {
            return TypedResults.NotFound();
        }

        try
        {
            if (VisitorCookie.Read(context) is not { } visitor
                || await drafts.GetAsync(visitor, plan.Instrument.Id, cancellationToken) is not { } draft)
            {
                return new SeeOther(StepAddress.Start);
            }

            var direction = form["do"].ToString();
            var fields = FormFields.From(form);
            var changes = direction == "skip"
                ? FormChanges.Read(plan.Instrument, current.Items, FormFields.None, draft.Answers)
                : FormChanges.Read(plan.Instrument, current.Items, fields, draft.Answers);
            var stays = direction is not ("skip" or "back") && !direction.StartsWith("go:", StringComparison.Ordinal) && changes.Faults.Count > 0;
            var answers = After(draft.Answers, changes);
            var target = stays ? current : Target(plan, current, direction, answers);
            await drafts.PatchAsync(
                visitor,
                plan.Instrument.Id,
                new DraftPatch
                {
                    Locale = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
                    CurrentItem = (target ?? current).Id,
                    Answers = changes.Answers,
                },
                cancellationToken);

            if (stays)
            {
                return QuestionnairePage.Again(
                    context, new PostOutcome(new RefusedStep(current, fields, changes.Faults)), StatusCodes.Status422UnprocessableEntity);
            }

            var editing = context.Request.Query.ContainsKey("edit") && !direction.StartsWith("go:", StringComparison.Ordinal);
            return new SeeOther((editing, target, direction) switch
            {
                (true, _, _) => StepAddress.Review,
                (_, { } next, _) => StepAddress.Of(next.Id),
                (_, null, "back") => StepAddress.Start,
                _ => StepAddress.Review,
            });
        }
        catch (UnavailableException)
        {
            return QuestionnairePage.DraftsDown(context);
        }
    }

    private static Step? Target(StepPlan plan, Step current, string direction, IReadOnlyDictionary<string, JsonElement> answers) => direction switch
    {
        "back" => plan.Before(current, answers),
        ['g', 'o', ':', .. var key] => plan.Find(key) ?? current,
        _ => plan.After(current, answers),
    };

    private static Dictionary<string, JsonElement> After(IReadOnlyDictionary<string, JsonElement> before, FormChanges changes)
    {
        var after = new Dictionary<string, JsonElement>(before, StringComparer.Ordinal);
        foreach (var (id, answer) in changes.Answers)
        {
            if (answer.ValueKind == JsonValueKind.Null)
            {
                after.Remove(id);
            }
            else
            {
                after[id] = answer;
            }
        }

        return after;
    }
}
