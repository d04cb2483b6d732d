using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Votive.Contracts.Drafts;
using Votive.Storage;
using Votive.Storage.Drafts;
using Votive.Storage.Fields;
using Draft = Votive.Storage.Drafts.Draft;
using DraftView = Votive.Contracts.Drafts.Draft;

namespace Votive.PromptService.UserData;

/// <summary>PATCH /api/me/drafts/{instrument}: merges answers into the draft; begins one where there is none.</summary>
internal static partial class PatchDraft
{
    private const string Required = "Required to begin a draft.";

    public static void Map(RouteGroupBuilder draft) => draft.MapPatch("", HandleAsync).WithName(nameof(PatchDraft));

    internal static async Task<Results<Ok<DraftView>, Created<DraftView>, NotFound, ValidationProblem, ProblemHttpResult>> HandleAsync(
        InstrumentId instrument,
        Subject subject,
        DraftPatch patch,
        VotiveDbContext db,
        FieldCipher cipher,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (patch.Answers?.Keys.Any(item => !ItemId().IsMatch(item)) == true)
        {
            return Invalid(nameof(DraftPatch.Answers), "Item ids are 1 to 64 letters, digits, '.', '-' and '_'.");
        }

        if (patch.Answers?.Values.All(IsText) == false)
        {
            return Invalid(nameof(DraftPatch.Answers), "A text has half of a surrogate pair.");
        }

        // One writer from here on, so that of two patches at once neither is lost.
        await using var transaction = await db.BeginWriteAsync(subject.Id, cancellationToken);
        var draft = await db.Drafts.Of(subject, instrument).Include(draft => draft.PersonKey).SingleOrDefaultAsync(cancellationToken);
        var isNew = draft is null;
        PersonCipher person;
        if (draft is not null)
        {
            person = draft.PersonKey!.Open(cipher);
        }
        else
        {
            if (patch is { Version: null, Locale: null, Path: null })
            {
                return TypedResults.NotFound();
            }

            if (patch is not { Version: { } version, Locale: { } locale, Path: { } path })
            {
                return Incomplete(patch);
            }

            person = (await db.KeyForWritingAsync(subject.Id, cipher, clock.GetUtcNow(), cancellationToken)).Open(cipher);
            draft = new Draft(person, instrument.Value, version, locale, path, clock.GetUtcNow());
            db.Add(draft);
        }

        var change = new DraftChange
        {
            Version = patch.Version,
            Locale = patch.Locale,
            Path = patch.Path,
            CurrentItem = patch.CurrentItem,
            Answers = patch.Answers,
        };
        switch (draft.TryApply(change, person, clock.GetUtcNow()))
        {
            case DraftChangeResult.OtherVersion:
                return TypedResults.Problem(
                    $"The draft is of version {draft.Version} of the instrument. Delete it to begin anew.", statusCode: StatusCodes.Status409Conflict);
            case DraftChangeResult.TooLarge:
                return TypedResults.Problem(
                    $"All answers together may have at most {Draft.MaxAnswersBytes} bytes.", statusCode: StatusCodes.Status413PayloadTooLarge);
            default:
                break;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isNew
            ? TypedResults.Created($"/api/me/drafts/{instrument.Value}", draft.ToView(person, hasReport: false))
            : TypedResults.Ok(draft.ToView(person, await db.DraftReports.AnyAsync(report => report.DraftId == draft.Id, cancellationToken)));
    }

    /// <summary>Whether an answer can be written as UTF-8. JSON may name half of a character by its escape (<c>\ud83d</c>).</summary>
    private static bool IsText(JsonElement answer)
    {
        try
        {
            JsonSerializer.SerializeToUtf8Bytes(answer);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static ValidationProblem Incomplete(DraftPatch patch) => TypedResults.ValidationProblem(
        new (string Name, string? Value)[]
        {
            (nameof(patch.Version), patch.Version),
            (nameof(patch.Locale), patch.Locale),
            (nameof(patch.Path), patch.Path),
        }.Where(member => member.Value is null).ToDictionary(member => member.Name, _ => new[] { Required }));

    private static ValidationProblem Invalid(string member, string fault) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [member] = [fault] });

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ItemId();
}
