using Microsoft.AspNetCore.Http.HttpResults;
using Votive.Assessment.Instruments;
using Votive.Web.Drafts;
using Votive.Web.Shared;
using Votive.Web.Visitors;

namespace Votive.Web.Report;

/// <summary>POST /insights/delete: deletes the visitor's answers and report, and forgets the visitor.</summary>
internal static class DeleteAnswers
{
    // The form is read only to have its token checked.
    public static void Map(RouteGroupBuilder insights) =>
        insights.MapPost("/delete", (IFormCollection _, HttpContext context, DraftClient drafts, CancellationToken cancellationToken) =>
            HandleAsync(context, drafts, cancellationToken)).AddEndpointFilter(OwnPages.RequireAsync).WithName(nameof(DeleteAnswers));

    internal static async Task<RedirectHttpResult> HandleAsync(HttpContext context, DraftClient drafts, CancellationToken cancellationToken)
    {
        if (VisitorCookie.Read(context) is { } visitor)
        {
            await drafts.DeleteAsync(visitor, InstrumentCatalog.Core.Id, cancellationToken);
            VisitorCookie.Delete(context);
        }

        return TypedResults.LocalRedirect("/insights/deleted");
    }
}
