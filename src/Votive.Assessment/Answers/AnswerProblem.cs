namespace Votive.Assessment.Answers;

/// <summary>What is wrong with one answer.</summary>
/// <param name="Item">Item id as it came, at most 64 characters.</param>
/// <param name="Path">Place, for instance <c>answers.hab.list[2].auto1</c>.</param>
/// <param name="Code">What is wrong.</param>
/// <param name="Message">One English sentence that names the limit; never the answer itself.</param>
public sealed record AnswerProblem(string Item, string Path, AnswerProblemCode Code, string Message)
{
    private const int LongestId = 64;

    internal static AnswerProblem UnknownItem(string id)
    {
        var cut = id.Length <= LongestId ? id : id[..(char.IsHighSurrogate(id[LongestId - 1]) ? LongestId - 1 : LongestId)];
        return new AnswerProblem(cut, $"answers.{cut}", AnswerProblemCode.UnknownItem, "The instrument has no such item.");
    }
}

/// <summary>What can be wrong with an answer.</summary>
public enum AnswerProblemCode
{
    /// <summary>The instrument has no such item.</summary>
    UnknownItem,

    /// <summary>Not the JSON shape of the item's type.</summary>
    WrongType,

    /// <summary>A number outside the scale.</summary>
    OutOfRange,

    /// <summary>A choice that the item, or the answer its choices come from, does not have.</summary>
    UnknownOption,

    /// <summary>The same choice twice.</summary>
    Duplicate,

    /// <summary>Fewer choices, lines or groups than asked.</summary>
    TooFew,

    /// <summary>More choices, lines or groups than asked.</summary>
    TooMany,

    /// <summary>A text longer than the limit.</summary>
    TooLong,

    /// <summary>A locale that the instrument does not have.</summary>
    UnknownLocale,
}
