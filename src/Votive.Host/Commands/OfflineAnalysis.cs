using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Contracts.Analyses;

namespace Votive.Host.Commands;

/// <summary>The report with no service at all.</summary>
internal static class OfflineAnalysis
{
    /// <summary>Checks the request as the backend does and runs the offline engine.</summary>
    public static AnalysisOutcome Make(AnalyzeRequest request) =>
        AnalyzeInput.TryRead(request, out var answers, out var faults)
            ? AnalysisOutcome.Success(new AnalyzeResult(
                OfflineEngine.Analyze(answers),
                new AnalysisMeta { Source = AnalysisSource.Local, Verification = VerificationSummary.None }))
            : AnalysisOutcome.Failure(ExitCodes.InvalidInput, "The request does not fit the instrument.", faults);
}
