using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Votive.Contracts.Analyses;
using Votive.Storage;
using Votive.Storage.Fields;

namespace Votive.PromptService.UserData;

/// <summary>GET /api/me/drafts/{instrument}/report: the kept report, as it was made.</summary>
internal static class GetReport
{
    public static void Map(RouteGroupBuilder draft) =>
        draft.MapGet("/report", HandleAsync).WithName(nameof(GetReport)).Produces<AnalyzeResult>();

    internal static async Task<Results<ContentHttpResult, NotFound>> HandleAsync(
        InstrumentId instrument, Subject subject, VotiveDbContext db, FieldCipher cipher, CancellationToken cancellationToken)
    {
        var found = await db.Drafts.AsNoTracking().Of(subject, instrument)
            .Select(draft => new { draft.PersonKey, draft.Report })
            .SingleOrDefaultAsync(cancellationToken);
        return found?.Report is not { } report
            ? TypedResults.NotFound()
            : TypedResults.Text(report.Open(found.PersonKey!.Open(cipher)), MediaTypeNames.Application.Json);
    }
}
