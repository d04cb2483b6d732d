using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Votive.Storage;
using Votive.Storage.Fields;
using DraftView = Votive.Contracts.Drafts.Draft;

namespace Votive.PromptService.UserData;

/// <summary>GET /api/me/drafts/{instrument}: the answers under way.</summary>
internal static class GetDraft
{
    public static void Map(RouteGroupBuilder draft) => draft.MapGet("", HandleAsync).WithName(nameof(GetDraft));

    internal static async Task<Results<Ok<DraftView>, NotFound>> HandleAsync(
        InstrumentId instrument, Subject subject, VotiveDbContext db, FieldCipher cipher, CancellationToken cancellationToken)
    {
        var found = await db.Drafts.AsNoTracking().Of(subject, instrument)
            .Select(draft => new { Draft = draft, draft.PersonKey, HasReport = draft.Report != null })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null ? TypedResults.NotFound() : TypedResults.Ok(found.Draft.ToView(found.PersonKey!.Open(cipher), found.HasReport));
    }
}
