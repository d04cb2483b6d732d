using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Votive.Assessment.Instruments;

namespace Votive.Assessment.Answers;

/// <summary>One person's valid answers to one instrument.</summary>
public sealed class AnswerSheet
{
    /// <summary>The instrument that was answered.</summary>
    public Instrument Instrument => throw new NotImplementedException();

    /// <summary>Language of the report.</summary>
    public string Locale => throw new NotImplementedException();

    /// <summary>Whether there is an answer to <paramref name="itemId"/> (present, not null, not empty).</summary>
    public bool IsAnswered(string itemId) => throw new NotImplementedException();

    /// <summary>The answer as it came; <see cref="JsonValueKind.Undefined"/> when there is none.</summary>
    public JsonElement this[string itemId] => throw new NotImplementedException();

    /// <summary>
    /// The rows or choices of an item that takes them from another one (<see cref="InstrumentItem.RowsFrom"/>), in the source's order:
    /// key and what the person reads. The item's own options for other items.
    /// </summary>
    public IReadOnlyList<AnswerRow> RowsOf(InstrumentItem item) => throw new NotImplementedException();

    /// <summary>Checks answers against the instrument.</summary>
    /// <param name="instrument">The instrument that was answered.</param>
    /// <param name="locale">Language of the report, one of the instrument's.</param>
    /// <param name="answers">Item id to answer. Null answers count as skipped.</param>
    /// <param name="sheet">The valid answers; null when there are problems.</param>
    /// <param name="problems">Everything that is wrong, in the order of the items; empty when valid.</param>
    public static bool TryCreate(
        Instrument instrument,
        string locale,
        IReadOnlyDictionary<string, JsonElement> answers,
        [NotNullWhen(true)] out AnswerSheet? sheet,
        out IReadOnlyList<AnswerProblem> problems) => throw new NotImplementedException();

    /// <summary>Checks the answer to one item, given the others.</summary>
    /// <returns>Everything that is wrong with it; empty when valid.</returns>
    public static IReadOnlyList<AnswerProblem> Check(Instrument instrument, InstrumentItem item, IReadOnlyDictionary<string, JsonElement> answers) =>
        throw new NotImplementedException();
}

/// <summary>A row or choice that comes from another answer.</summary>
/// <param name="Key">Option id, or the 0-based index of a line or group as a string.</param>
/// <param name="Text">What the person reads, in the sheet's locale or in their own words.</param>
public sealed record AnswerRow(string Key, string Text);

/// <summary>What is wrong with one answer.</summary>
/// <param name="Item">Item id as it came, at most 64 characters.</param>
/// <param name="Path">Place, for instance <c>answers.hab.list[2].auto1</c>.</param>
/// <param name="Code">What is wrong.</param>
/// <param name="Message">One English sentence that names the limit; never the answer itself.</param>
public sealed record AnswerProblem(string Item, string Path, AnswerProblemCode Code, string Message);

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
