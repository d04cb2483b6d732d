using System.Text.Json;
using Votive.Assessment.Answers;
using Votive.Assessment.Instruments;

namespace Votive.Web.Questionnaire;

/// <summary>A draft's answers, divided into those that can be handed in and those that are not complete.</summary>
/// <param name="Answers">Item id to answer, valid together.</param>
/// <param name="Faults">Item id to why an answer is left out.</param>
internal sealed record CompleteAnswers(IReadOnlyDictionary<string, JsonElement> Answers, IReadOnlyDictionary<string, AnswerProblemCode> Faults)
{
    /// <summary>Divides a draft's answers.</summary>
    public static CompleteAnswers Split(Instrument instrument, IReadOnlyDictionary<string, JsonElement> draft)
    {
        var answers = new Dictionary<string, JsonElement>(draft, StringComparer.Ordinal);
        var faults = new Dictionary<string, AnswerProblemCode>(StringComparer.Ordinal);

        // In the order of asking, so that what takes its rows from an answer that is left out goes with it.
        foreach (var item in instrument.Items.Where(item => draft.ContainsKey(item.Id)))
        {
            if (AnswerSheet.Check(instrument, item, answers) is [var problem, ..])
            {
                answers.Remove(item.Id);
                faults[item.Id] = problem.Code;
            }
        }

        return new(answers, faults);
    }
}
