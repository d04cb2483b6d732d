using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.Storage;
using Votive.Storage.Fields;

namespace Votive.PromptService.UserData;

/// <summary>PUT /api/me/drafts/{instrument}/report: keeps a report with the draft it was made from.</summary>
internal static class PutReport
{
    private const int MaxReportBytes = 256 * 1024;

    public static void Map(RouteGroupBuilder draft) =>
        draft.MapPut("/report", HandleAsync).WithName(nameof(PutReport)).WithMetadata(new RequestSizeLimitAttribute(MaxReportBytes));

    internal static async Task<Results<NoContent, NotFound>> HandleAsync(
        InstrumentId instrument,
        Subject subject,
        AnalyzeResult report,
        VotiveDbContext db,
        FieldCipher cipher,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        // One writer from here on: an answer that is saved at the same moment must not be lost.
        await using var transaction = await db.BeginWriteAsync(subject.Id, cancellationToken);
        var draft = await db.Drafts.Of(subject, instrument)
            .Include(draft => draft.PersonKey)
            .Include(draft => draft.Report)
            .SingleOrDefaultAsync(cancellationToken);
        if (draft is null)
        {
            return TypedResults.NotFound();
        }

        draft.KeepReport(JsonSerializer.Serialize(report, ContractJson.Options), draft.PersonKey!.Open(cipher), clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
