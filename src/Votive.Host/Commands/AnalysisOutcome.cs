using Votive.Contracts.Analyses;

namespace Votive.Host.Commands;

/// <summary>A finished analysis, or why there is none.</summary>
internal sealed record AnalysisOutcome
{
    /// <summary>The analysis; null when it failed.</summary>
    public AnalyzeResult? Result { get; private init; }

    /// <summary>What went wrong, one sentence or two; empty when nothing.</summary>
    public string Message { get; private init; } = "";

    /// <summary>Field path to what is wrong with it.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; private init; } = new Dictionary<string, string[]>();

    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; private init; }

    /// <summary>It is there.</summary>
    public static AnalysisOutcome Success(AnalyzeResult result) => new() { Result = result, ExitCode = ExitCodes.Success };

    /// <summary>It is not.</summary>
    public static AnalysisOutcome Failure(int exitCode, string message, IReadOnlyDictionary<string, string[]>? errors = null) =>
        new() { ExitCode = exitCode, Message = message, Errors = errors ?? new Dictionary<string, string[]>() };
}
