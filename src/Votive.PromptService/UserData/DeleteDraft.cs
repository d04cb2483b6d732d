using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Votive.Storage;

namespace Votive.PromptService.UserData;

/// <summary>DELETE /api/me/drafts/{instrument}: the draft and its report are gone, also when they never were.</summary>
internal static class DeleteDraft
{
    public static void Map(RouteGroupBuilder draft) => draft.MapDelete("", HandleAsync).WithName(nameof(DeleteDraft));

    internal static async Task<NoContent> HandleAsync(
        InstrumentId instrument, Subject subject, VotiveDbContext db, CancellationToken cancellationToken)
    {
        await db.Drafts.Of(subject, instrument).ExecuteDeleteAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
