using Votive.Assessment.Answers;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Engine;

/// <summary>Makes a complete report from answers, with no model, clock, randomness or I/O: the same bytes on every machine.</summary>
public static class OfflineEngine
{
    /// <summary>The report for these answers, in the sheet's locale.</summary>
    public static Analysis Analyze(AnswerSheet answers) => throw new NotImplementedException();
}
