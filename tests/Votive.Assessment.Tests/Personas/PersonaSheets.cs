using Votive.Assessment.Answers;
using Votive.Assessment.Instruments;
using Votive.Assessment.Personas;

namespace Votive.Assessment.Tests.Personas;

internal static class PersonaSheets
{
    /// <summary>A persona's answers, checked.</summary>
    public static AnswerSheet Of(string name, string locale)
    {
        var request = Persona.Find(name)!.Request(locale);
        var instrument = InstrumentCatalog.Find(request.Instrument, request.Version)!;
        Assert.True(
            AnswerSheet.TryCreate(instrument, locale, request.Answers, out var sheet, out var problems),
            string.Join('\n', problems.Select(problem => problem.Message)));
        return sheet;
    }
}
