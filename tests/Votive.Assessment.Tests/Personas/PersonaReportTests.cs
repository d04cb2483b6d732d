using System.Text.Json;
using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Assessment.Instruments;
using Votive.Assessment.Personas;
using Votive.Contracts;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Tests.Personas;

public sealed class PersonaReportTests
{
    private static readonly JsonSerializerOptions Indented = new(ContractJson.Options) { WriteIndented = true };

    public static TheoryData<string, string> PersonasAndLocales =>
        [.. Persona.All.SelectMany(persona => InstrumentCatalog.Core.Locales.Select(locale => (persona.Name, locale)))];

    [Theory, MemberData(nameof(PersonasAndLocales))]
    public void Report_IsTheOneCheckedIn(string name, string locale)
    {
        var report = JsonSerializer.Serialize(Analyze(name, locale), Indented) + "\n";

        Snapshot.Matches($"Personas/Snapshots/{name}.{locale}.json", report);
    }

    internal static AnswerSheet Sheet(string name, string locale)
    {
        var request = Persona.Find(name)!.Request(locale);
        var instrument = InstrumentCatalog.Find(request.Instrument, request.Version)!;
        Assert.True(
            AnswerSheet.TryCreate(instrument, locale, request.Answers, out var sheet, out var problems),
            string.Join('\n', problems.Select(problem => problem.Message)));
        return sheet;
    }

    internal static Analysis Analyze(string name, string locale) => OfflineEngine.Analyze(Sheet(name, locale));
}
