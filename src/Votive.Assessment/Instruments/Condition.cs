using Votive.Assessment.Answers;

namespace Votive.Assessment.Instruments;

/// <summary>A condition over answers, from the instrument's JSON: <c>eq</c>, <c>in</c>, <c>gt</c>, <c>and</c>, <c>or</c>, <c>not</c>, <c>answered</c>.</summary>
public abstract record Condition
{
    /// <summary>Whether it holds for these answers.</summary>
    public abstract bool Holds(AnswerSheet answers);
}
