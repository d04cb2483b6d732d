using System.Text.Json;
using Votive.Assessment.Answers;

namespace Votive.Assessment.Instruments;

/// <summary>A condition over answers, from the instrument's JSON: <c>eq</c>, <c>in</c>, <c>gt</c>, <c>and</c>, <c>or</c>, <c>not</c>, <c>answered</c>.</summary>
public abstract record Condition
{
    /// <summary>Whether it holds for these answers.</summary>
    public abstract bool Holds(AnswerSheet answers);
}

/// <summary>The item has an answer.</summary>
internal sealed record Answered(string Item) : Condition
{
    public override bool Holds(AnswerSheet answers) => answers.IsAnswered(Item);
}

/// <summary>The answer, or one of its choices, is one of the values.</summary>
internal sealed record IsOneOf(string Item, IReadOnlyList<JsonElement> Values) : Condition
{
    public override bool Holds(AnswerSheet answers)
    {
        var answer = answers[Item];
        return answer.ValueKind == JsonValueKind.Array
            ? answer.EnumerateArray().Any(IsValue)
            : answer.ValueKind != JsonValueKind.Undefined && IsValue(answer);
    }

    private bool IsValue(JsonElement choice) => Values.Any(value => JsonElement.DeepEquals(value, choice));
}

/// <summary>The answer is a number above the limit.</summary>
internal sealed record IsAbove(string Item, int Limit) : Condition
{
    public override bool Holds(AnswerSheet answers) =>
        answers[Item] is { ValueKind: JsonValueKind.Number } answer && answer.TryGetInt32(out var number) && number > Limit;
}

/// <summary>Every part holds.</summary>
internal sealed record All(IReadOnlyList<Condition> Parts) : Condition
{
    public override bool Holds(AnswerSheet answers) => Parts.All(part => part.Holds(answers));
}

/// <summary>At least one part holds.</summary>
internal sealed record Any(IReadOnlyList<Condition> Parts) : Condition
{
    public override bool Holds(AnswerSheet answers) => Parts.Any(part => part.Holds(answers));
}

/// <summary>The part does not hold.</summary>
internal sealed record Not(Condition Part) : Condition
{
    public override bool Holds(AnswerSheet answers) => !Part.Holds(answers);
}
