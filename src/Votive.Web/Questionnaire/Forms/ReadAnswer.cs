using System.Text.Json;
using Votive.Assessment.Answers;

namespace Votive.Web.Questionnaire.Forms;

/// <summary>One item's answer as read from a form.</summary>
/// <param name="Value">The answer in the JSON shape of the item's type; null when nothing was answered or it could not be read.</param>
/// <param name="Fault">Why it could not be read; null when it could.</param>
/// <param name="KeptLines">For lists and repeated groups, the form's indexes of the lines that are not empty, in order; else null.</param>
internal sealed record ReadAnswer(JsonElement? Value, AnswerProblemCode? Fault = null, IReadOnlyList<int>? KeptLines = null)
{
    /// <summary>Nothing was answered.</summary>
    public static ReadAnswer Nothing { get; } = new((JsonElement?)null);

    /// <summary>What was entered is no answer.</summary>
    public static ReadAnswer Refused(AnswerProblemCode fault) => new(null, fault);
}
