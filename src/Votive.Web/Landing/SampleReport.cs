using System.Collections.Concurrent;
using System.Text.Json;
using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Assessment.Instruments;
using Votive.Assessment.Personas;
using Votive.Contracts.Analyses;

namespace Votive.Web.Landing;

/// <summary>What the real engine says of a made-up person; made once for each language.</summary>
internal sealed class SampleReport
{
    private const string PersonaName = "night-shift-nurse";

    private readonly ConcurrentDictionary<string, Sample> _byLanguage = new(StringComparer.Ordinal);

    /// <summary>The sample in a language of the instrument.</summary>
    public Sample In(string language) => _byLanguage.GetOrAdd(language, Make);

    private static Sample Make(string language)
    {
        var persona = Persona.Find(PersonaName) ?? throw new InvalidOperationException($"There is no persona {PersonaName}.");
        var request = persona.Request(language);
        var instrument = InstrumentCatalog.Find(request.Instrument, request.Version)
            ?? throw new InvalidOperationException($"There is no instrument {request.Instrument} {request.Version}.");
        if (!AnswerSheet.TryCreate(instrument, language, request.Answers, out var sheet, out var problems))
        {
            throw new InvalidOperationException($"The persona {PersonaName} does not fit: {problems[0].Path}, {problems[0].Code}.");
        }

        var analysis = OfflineEngine.Analyze(sheet);
        return new(persona.Title[language], analysis, MostTelling(analysis), request.Answers);
    }

    /// <summary>A claim that puts two answers side by side shows best what a report does.</summary>
    private static Insight MostTelling(Analysis analysis) =>
        analysis.Contradictions
            .Concat(analysis.BlindSpots)
            .Concat(analysis.Patterns)
            .OrderByDescending(insight => insight.Evidence.Count >= 2)
            .ThenByDescending(insight => insight.Priority)
            .First();

    /// <summary>One made-up person.</summary>
    /// <param name="Person">Who that is, in a few words.</param>
    /// <param name="Analysis">Their report.</param>
    /// <param name="Insight">The one claim to show.</param>
    /// <param name="Answers">Their answers.</param>
    public sealed record Sample(string Person, Analysis Analysis, Insight Insight, IReadOnlyDictionary<string, JsonElement> Answers);
}
