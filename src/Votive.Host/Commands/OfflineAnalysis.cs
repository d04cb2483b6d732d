using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Assessment.Instruments;
using Votive.Contracts.Analyses;

namespace Votive.Host.Commands;

/// <summary>The report with no service at all.</summary>
internal static class OfflineAnalysis
{
    /// <summary>Checks the request as the backend does and runs the offline engine.</summary>
    public static AnalysisOutcome Make(AnalyzeRequest request)
    {
        if (InstrumentCatalog.Find(request.Instrument, request.Version) is not { } instrument)
        {
            return AnalysisOutcome.Failure(
                ExitCodes.InvalidInput,
                $"There is no instrument of that id and version here; there is {InstrumentCatalog.Core.Id} {InstrumentCatalog.Core.Version}.");
        }

        if (!AnswerSheet.TryCreate(instrument, request.Locale, request.Answers, out var sheet, out var problems))
        {
            return AnalysisOutcome.Failure(
                ExitCodes.InvalidInput,
                "The request is not valid.",
                problems.GroupBy(problem => problem.Path).ToDictionary(group => group.Key, group => group.Select(problem => problem.Message).ToArray()));
        }

        return AnalysisOutcome.Success(new AnalyzeResult(
            OfflineEngine.Analyze(sheet),
            new AnalysisMeta { Source = AnalysisSource.Local, Verification = VerificationSummary.None }));
    }
}
