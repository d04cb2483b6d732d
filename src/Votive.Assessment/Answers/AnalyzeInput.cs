using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Votive.Assessment.Instruments;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Answers;

/// <summary>Reads a request against the instrument that it names: only that can say what is valid.</summary>
public static class AnalyzeInput
{
    /// <summary>Checks the whole request.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="answers">The valid answers; null when there are faults.</param>
    /// <param name="faults">Place in the request to what is wrong there, no answer repeated; empty when valid.</param>
    public static bool TryRead(
        AnalyzeRequest request, [NotNullWhen(true)] out AnswerSheet? answers, out IReadOnlyDictionary<string, string[]> faults)
    {
        ArgumentNullException.ThrowIfNull(request);
        answers = null;
        if (InstrumentCatalog.Find(request.Instrument, request.Version) is not { } instrument)
        {
            faults = NoInstrument(request);
            return false;
        }

        AnswerSheet.TryCreate(instrument, request.Locale, request.Answers, out var sheet, out var problems);
        faults = problems.Select(problem => (problem.Path, problem.Message))
            .Concat(UnknownWithheld(instrument, request.Withhold))
            .GroupBy(fault => fault.Path, StringComparer.Ordinal)
            .ToDictionary(place => place.Key, place => place.Select(fault => fault.Message).ToArray(), StringComparer.Ordinal);
        answers = faults.Count == 0 ? sheet : null;
        return answers is not null;
    }

    private static Dictionary<string, string[]> NoInstrument(AnalyzeRequest request)
    {
        var core = InstrumentCatalog.Core;
        return request.Instrument == core.Id
            ? new() { ["version"] = [$"No such version of this instrument; the newest is {core.Version}."] }
            : new() { ["instrument"] = [$"No such instrument; there is {core.Id}."] };
    }

    private static IEnumerable<(string Path, string Message)> UnknownWithheld(Instrument instrument, IReadOnlyList<string> withheld) =>
        withheld.Index()
            .Where(entry => entry.Item is not { } id || instrument.FindItem(id) is null)
            .Select(entry => (string.Create(CultureInfo.InvariantCulture, $"withhold[{entry.Index}]"), "The instrument has no such item."));
}
