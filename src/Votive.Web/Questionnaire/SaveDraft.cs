using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using Votive.Assessment.Answers;
using Votive.Contracts.Drafts;
using Votive.Web.Drafts;
using Votive.Web.Questionnaire.Forms;
using Votive.Web.Shared;
using Votive.Web.Visitors;

namespace Votive.Web.Questionnaire;

/// <summary>PATCH /assessment/draft: takes changed answers in the background, as form fields per item.</summary>
internal static class SaveDraft
{
    public static void Map(RouteGroupBuilder assessment) => assessment.MapPatch("/draft", HandleAsync).AddEndpointFilter(OwnPages.RequireTokenAsync).WithName(nameof(SaveDraft));

    private static async Task<Results<Ok<SavedDraft>, NotFound, ProblemHttpResult, ValidationProblem>> HandleAsync(
        ChangedFields body, HttpContext context, DraftClient drafts, CancellationToken cancellationToken)
    {
        var plan = StepPlan.Quick;
        if (body.Version != plan.Instrument.Version)
        {
            return TypedResults.Problem("The questionnaire has a newer version; load the page again.", statusCode: StatusCodes.Status409Conflict);
        }

        var items = plan.Items.Where(item => body.Answers.ContainsKey(item.Id)).ToArray();
        if (body.Answers.Keys.FirstOrDefault(id => items.All(item => item.Id != id)) is { } unknown)
        {
            var name = unknown.Length > 64 ? unknown[..64] : unknown;
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [$"answers.{name}"] = ["The questionnaire has no such item."] });
        }

        if (VisitorCookie.Read(context) is not { } visitor
            || await drafts.GetAsync(visitor, plan.Instrument.Id, cancellationToken) is not { } draft)
        {
            return TypedResults.NotFound();
        }

        var fields = FormFields.From(body.Answers.Values
            .SelectMany(fields => fields)
            .GroupBy(field => field.Key, field => field.Value)
            .Select(field => KeyValuePair.Create(field.Key, new StringValues([.. field.SelectMany(values => values)]))));
        var changes = FormChanges.Read(plan.Instrument, items, fields, draft.Answers);
        var saved = await drafts.PatchAsync(
            visitor,
            plan.Instrument.Id,
            new DraftPatch
            {
                Locale = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
                CurrentItem = plan.Find(body.CurrentItem)?.Id,
                Answers = changes.Answers,
            },
            cancellationToken);
        return TypedResults.Ok(new SavedDraft(saved.Revision, saved.UpdatedAt, changes.Faults));
    }

    /// <param name="Version">Instrument version that the page shows.</param>
    /// <param name="Answers">Item id to its form fields: name to values. An item without fields is not answered any more.</param>
    /// <param name="CurrentItem">Screen where the person is; null where that has not changed.</param>
    internal sealed record ChangedFields(
        [property: Required, StringLength(32)] string Version,
        [property: Required, MaxLength(200)] IReadOnlyDictionary<string, IReadOnlyDictionary<string, string[]>> Answers,
        [property: StringLength(64)] string? CurrentItem = null);

    /// <param name="Revision">The draft's number after this save.</param>
    /// <param name="UpdatedAt">UTC of this save.</param>
    /// <param name="Faults">Item id to what is wrong with an answer, which is then only kept where it merely lacks something.</param>
    internal sealed record SavedDraft(long Revision, DateTimeOffset UpdatedAt, IReadOnlyDictionary<string, AnswerProblemCode> Faults);
}
