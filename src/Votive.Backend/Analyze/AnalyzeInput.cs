using System.Globalization;
using Votive.Assessment.Answers;
using Votive.Assessment.Instruments;
using Votive.Contracts.Analyses;
using Votive.ServiceDefaults;

namespace Votive.Backend.Analyze;

/// <summary>Reads a request against the instrument that it names: only that can say what is valid.</summary>
internal static class AnalyzeInput
{
    /// <exception cref="InvalidInputException">Something is wrong; every fault is named by its place, and no answer is repeated.</exception>
    public static AnswerSheet Read(AnalyzeRequest request)
    {
        var instrument = FindInstrument(request);
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (!instrument.Locales.Contains(request.Locale, StringComparer.Ordinal))
        {
            errors["locale"] = [$"Not a language of this instrument; it has {string.Join(", ", instrument.Locales)}."];
        }

        for (var i = 0; i < request.Withhold.Count; i++)
        {
            if (request.Withhold[i] is not { } id || instrument.FindItem(id) is null)
            {
                errors[string.Create(CultureInfo.InvariantCulture, $"withhold[{i}]")] = ["The instrument has no such item."];
            }
        }

        // Which locale the texts are in does not matter for what is wrong with the answers.
        var locale = errors.ContainsKey("locale") ? instrument.Locales[0] : request.Locale;
        if (!AnswerSheet.TryCreate(instrument, locale, request.Answers, out var sheet, out var problems))
        {
            foreach (var place in problems.GroupBy(problem => problem.Path, StringComparer.Ordinal))
            {
                errors[place.Key] = [.. place.Select(problem => problem.Message)];
            }
        }

        return errors.Count == 0 && sheet is not null
            ? sheet
            : throw new InvalidInputException("The request does not fit the instrument.", errors);
    }

    private static Instrument FindInstrument(AnalyzeRequest request)
    {
        if (InstrumentCatalog.Find(request.Instrument, request.Version) is { } instrument)
        {
            return instrument;
        }

        var core = InstrumentCatalog.Core;
        throw request.Instrument == core.Id
            ? Refuse("version", $"No such version of this instrument; the newest is {core.Version}.")
            : Refuse("instrument", $"No such instrument; there is {core.Id}.");
    }

    private static InvalidInputException Refuse(string field, string fault) =>
        new("The request names an instrument that is not here.", new Dictionary<string, string[]> { [field] = [fault] });
}
