using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Votive.Storage;
using Votive.Storage.Fields;

namespace Votive.PromptService.UserData;

/// <summary>DELETE /api/me/drafts/{instrument}: the draft and its report are gone, also when they never were; with the last draft the person's key goes too.</summary>
internal static class DeleteDraft
{
    public static void Map(RouteGroupBuilder draft) => draft.MapDelete("", HandleAsync).WithName(nameof(DeleteDraft));

    internal static async Task<NoContent> HandleAsync(
        InstrumentId instrument, Subject subject, VotiveDbContext db, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginWriteAsync(subject.Id, cancellationToken);
        await db.HoldKeysAsync([subject.Id], cancellationToken);
        await db.Drafts.Of(subject, instrument).ExecuteDeleteAsync(cancellationToken);
        await db.DropUnusedKeysAsync([subject.Id], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
