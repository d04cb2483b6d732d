using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Contracts.Analyses;
using Votive.ServiceDefaults;
using Votive.Web.Analyses;
using Votive.Web.Drafts;
using Votive.Web.Shared;
using Votive.Web.Visitors;

namespace Votive.Web.Questionnaire;

/// <summary>POST /assessment/review: hands the answers in, keeps the report, and shows it.</summary>
internal static class SubmitAssessment
{
    public static void Map(RouteGroupBuilder assessment) => assessment.MapPost("/review", HandleAsync).WithName(nameof(SubmitAssessment));

    private static async Task<Results<SeeOther, RazorComponentResult<App>>> HandleAsync(
        IFormCollection form, HttpContext context, DraftClient drafts, AnalyzeClient analyses, CancellationToken cancellationToken)
    {
        var instrument = StepPlan.Quick.Instrument;
        var consent = ConsentCookie.Read(context) with { AllowsModel = form.ContainsKey("model") };
        consent.Write(context);
        try
        {
            if (VisitorCookie.Read(context) is not { } visitor
                || await drafts.GetAsync(visitor, instrument.Id, cancellationToken) is not { } draft)
            {
                return new SeeOther(StepAddress.Start);
            }

            var answers = CompleteAnswers.Split(instrument, draft.Answers).Answers;
            if (answers.Count == 0)
            {
                return new SeeOther(StepAddress.Review);
            }

            var request = new AnalyzeRequest
            {
                Instrument = instrument.Id,
                Version = instrument.Version,
                Locale = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
                Answers = answers,
                Withhold = Withheld(consent.AllowsModel),
                Subject = visitor,
            };
            await drafts.SaveReportAsync(visitor, instrument.Id, await AnalyzeAsync(request, analyses, cancellationToken), cancellationToken);
            return new SeeOther("/insights");
        }
        catch (UnavailableException)
        {
            return QuestionnairePage.DraftsDown(context);
        }
    }

    /// <summary>Without consent nothing goes to a model; with it, what the instrument holds back by itself (words of one's own) still stays.</summary>
    private static string[] Withheld(bool allowsModel) =>
        [.. StepPlan.Quick.Items.Where(item => !allowsModel || !item.SendToAi).Select(item => item.Id)];

    /// <summary>The service's report, or the same offline engine's here when the service can't be reached.</summary>
    private static async Task<AnalyzeResult> AnalyzeAsync(AnalyzeRequest request, AnalyzeClient analyses, CancellationToken cancellationToken)
    {
        try
        {
            return await analyses.AnalyzeAsync(request, cancellationToken);
        }
        catch (UnavailableException)
        {
            var instrument = StepPlan.Quick.Instrument;
            if (!AnswerSheet.TryCreate(instrument, request.Locale, request.Answers, out var sheet, out var problems))
            {
                throw new InvalidOperationException($"Checked answers are not valid: {problems[0].Path}, {problems[0].Code}.");
            }

            return new AnalyzeResult(OfflineEngine.Analyze(sheet), new AnalysisMeta
            {
                Source = AnalysisSource.Local,
                Fallback = FallbackReasons.ServicesUnavailable,
                Verification = VerificationSummary.None,
            });
        }
    }
}
