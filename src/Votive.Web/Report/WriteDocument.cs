using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Votive.Contracts.Analyses;
using Votive.ServiceDefaults;
using Votive.Web.Preferences;

namespace Votive.Web.Report;

/// <summary>POST /insights/document: the report as one HTML file that needs nothing else, for services only.</summary>
internal static class WriteDocument
{
    private const int MaxBodyBytes = 512 * 1024;

    public static void Map(RouteGroupBuilder insights) =>
        insights.MapPost("/document", Handle)
            .WithName(nameof(WriteDocument))
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .RequireServiceCredential();

    internal static Results<DocumentInLanguage, ValidationProblem> Handle(DocumentRequest body)
    {
        var language = body.Result.Analysis.Language;
        if (!Languages.All.Contains(language))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]>
            {
                ["result.analysis.language"] = ["Must be one of: " + string.Join(", ", Languages.All) + "."],
            });
        }

        return new DocumentInLanguage(CultureInfo.GetCultureInfo(language), new RazorComponentResult<ReportDocument>(new Dictionary<string, object?>
        {
            [nameof(ReportDocument.Request)] = body.Request,
            [nameof(ReportDocument.Result)] = body.Result,
        }));
    }

    /// <summary>Its words are in the report's language, whatever the caller of the service speaks.</summary>
    /// <remarks>Set while the page is written and not in the handler: between the two stand filters, behind which it would be lost.</remarks>
    internal sealed class DocumentInLanguage(CultureInfo language, RazorComponentResult<ReportDocument> page) : IResult
    {
        /// <inheritdoc />
        public Task ExecuteAsync(HttpContext httpContext)
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = language;
            return page.ExecuteAsync(httpContext);
        }
    }

    /// <summary>What the document is about.</summary>
    internal sealed record DocumentRequest
    {
        /// <summary>The answers that were analyzed.</summary>
        [Required]
        public required AnalyzeRequest Request { get; init; }

        /// <summary>The report on them.</summary>
        [Required]
        public required AnalyzeResult Result { get; init; }
    }
}
