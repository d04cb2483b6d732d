using System.Text.Json;
using Votive.Contracts.Analyses;

namespace Votive.Web.Report;

/// <summary>The words that count, between the ones around them.</summary>
/// <param name="Before">Words before; empty where the whole answer counts.</param>
/// <param name="Counted">The words that the claim rests on.</param>
/// <param name="After">Words after.</param>
internal sealed record Quotation(string Before, string Counted, string After)
{
    /// <summary>Puts quoted words back into the text they were taken from; on their own where that text is not at hand, or has changed.</summary>
    public static Quotation Of(Evidence evidence, IReadOnlyDictionary<string, JsonElement>? answers)
    {
        if (evidence is { Start: { } start, End: { } end }
            && FullText(evidence, answers) is { } text
            && start >= 0 && start <= end && end <= text.Length
            && text[start..end] == evidence.Shown)
        {
            return new(text[..start], evidence.Shown, text[end..]);
        }

        return new("", evidence.Shown, "");
    }

    private static string? FullText(Evidence evidence, IReadOnlyDictionary<string, JsonElement>? answers)
    {
        if (answers is null || !answers.TryGetValue(evidence.Item, out var answer))
        {
            return null;
        }

        if (evidence.Row is { } row)
        {
            answer = answer.ValueKind == JsonValueKind.Array && row >= 0 && row < answer.GetArrayLength() ? answer[row] : default;
        }

        return answer.ValueKind == JsonValueKind.String ? answer.GetString() : null;
    }
}
