using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Backend.Prompts;
using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.Contracts.Prompts;
using Votive.ServiceDefaults;

namespace Votive.Backend.Analyze;

/// <summary>POST /api/v1/claude/analyze: makes the report of one set of answers.</summary>
internal static class CreateAnalysis
{
    /// <summary>Largest request. Above the default, so that a text that is too long reaches the check that names its item.</summary>
    public const int MaxRequestBytes = 256 * 1024;

    public static void Map(RouteGroupBuilder analyses) =>
        analyses.MapPost("/analyze", HandleAsync)
            .WithMetadata(new RequestSizeLimitAttribute(MaxRequestBytes))
            .WithName(nameof(CreateAnalysis));

    private static async Task<Results<Ok<SuccessEnvelope<AnalyzeResult>>, ProblemHttpResult>> HandleAsync(
        AnalyzeRequest request,
        PromptCache prompts,
        SecondReading secondReading,
        IOptions<AnalyzeOptions> options,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        if (!AnalyzeInput.TryRead(request, out var answers, out var faults))
        {
            throw new InvalidInputException("The request does not fit the instrument.", faults);
        }

        var selector = new PromptSelector(PromptKeys.IdentityAnalysis, request.Thinking ?? options.Value.ThinkingEnabled, answers.Locale);
        var prompt = await prompts.GetAsync(selector, cancellationToken);
        response.Headers[WireHeaders.PromptCache] = HeaderValue(prompt.Freshness);

        var analysis = OfflineEngine.Analyze(answers);
        var outcome = await secondReading.ReadAsync(answers, analysis, request.Withhold, prompt.Set, cancellationToken);
        if (outcome.Failure is { } failure && options.Value.Fallback == AnalysisFallback.Fail)
        {
            return outcome.Fallback == FallbackReasons.ModelUnavailable
                ? throw new UnavailableException("The model is not available.", failure.RetryAfter, failure)
                : TypedResults.Problem(
                    "The model answered, but not with a reading that holds.",
                    statusCode: StatusCodes.Status502BadGateway,
                    extensions: new Dictionary<string, object?> { ["code"] = ProblemCodes.AnalysisInvalid });
        }

        var meta = new AnalysisMeta
        {
            Source = outcome.Analysis.Source,
            Model = outcome.Model,
            Prompt = new PromptUse(prompt.Set.Key, prompt.Set.Version, prompt.Freshness == PromptFreshness.Stale),
            Fallback = outcome.Fallback,
            Usage = outcome.Usage,
            Verification = outcome.Verification,
            TraceId = Activity.Current?.TraceId.ToHexString(),
        };
        return TypedResults.Ok(new SuccessEnvelope<AnalyzeResult>(new AnalyzeResult(outcome.Analysis, meta)));
    }

    private static string HeaderValue(PromptFreshness freshness) => freshness switch
    {
        PromptFreshness.Fresh => "fresh",
        PromptFreshness.Stale => "stale",
        _ => "miss",
    };
}
