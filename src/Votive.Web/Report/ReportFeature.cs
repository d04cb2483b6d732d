namespace Votive.Web.Report;

/// <summary>The report: as a page, as a document, and its end.</summary>
internal static class ReportFeature
{
    public static void AddReport(this IServiceCollection services) => services.AddSingleton<DocumentStyles>();

    /// <summary>Maps what is not a page. It comes before the pages, which have some of the same addresses.</summary>
    public static void MapReport(this IEndpointRouteBuilder routes)
    {
        var insights = routes.MapGroup("/insights").WithOrder(-1);
        DeleteAnswers.Map(insights);
        WriteDocument.Map(insights);
    }
}
