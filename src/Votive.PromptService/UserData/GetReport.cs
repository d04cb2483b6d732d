using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Votive.Contracts.Analyses;
using Votive.Storage;

namespace Votive.PromptService.UserData;

/// <summary>GET /api/me/drafts/{instrument}/report: the kept report, as it was made.</summary>
internal static class GetReport
{
    public static void Map(RouteGroupBuilder draft) =>
        draft.MapGet("/report", HandleAsync).WithName(nameof(GetReport)).Produces<AnalyzeResult>();

    internal static async Task<Results<ContentHttpResult, NotFound>> HandleAsync(
        InstrumentId instrument, Subject subject, VotiveDbContext db, CancellationToken cancellationToken)
    {
        var json = await db.Drafts.Of(subject, instrument).Select(draft => draft.Report!.Json).SingleOrDefaultAsync(cancellationToken);
        return json is null ? TypedResults.NotFound() : TypedResults.Text(json, MediaTypeNames.Application.Json);
    }
}
