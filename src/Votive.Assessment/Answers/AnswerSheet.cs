using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Votive.Assessment.Instruments;

namespace Votive.Assessment.Answers;

/// <summary>One person's valid answers to one instrument.</summary>
public sealed class AnswerSheet
{
    private readonly Dictionary<string, JsonElement> _answers;
    private readonly ConcurrentDictionary<string, IReadOnlyList<AnswerRow>> _rows = new(StringComparer.Ordinal);

    private AnswerSheet(Instrument instrument, string locale, Dictionary<string, JsonElement> answers)
    {
        Instrument = instrument;
        Locale = locale;
        _answers = answers;
    }

    /// <summary>The instrument that was answered.</summary>
    public Instrument Instrument { get; }

    /// <summary>Language of the report.</summary>
    public string Locale { get; }

    /// <summary>Whether there is an answer to <paramref name="itemId"/> (present, not null, not empty).</summary>
    public bool IsAnswered(string itemId) => _answers.ContainsKey(itemId);

    /// <summary>Whether the item is asked at all, given the other answers. Items that are not asked are not missing.</summary>
    public bool IsShown(InstrumentItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.ShowIf?.Holds(this) ?? true;
    }

    /// <summary>The answer as it came; <see cref="JsonValueKind.Undefined"/> when there is none.</summary>
    public JsonElement this[string itemId] => _answers.GetValueOrDefault(itemId);

    /// <summary>
    /// The rows or choices of an item that takes them from another one (<see cref="InstrumentItem.RowsFrom"/>), in the source's order:
    /// key and what the person reads. The item's own options for other items.
    /// </summary>
    /// <remarks>Where the source was skipped, its own choices stand in: without an order of values there is still the choice of five.</remarks>
    public IReadOnlyList<AnswerRow> RowsOf(InstrumentItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return _rows.GetOrAdd(item.Id, static (_, state) => AnswerRows.Of(state.Sheet.Instrument, state.item, state.Sheet._answers, state.Sheet.Locale), (Sheet: this, item));
    }

    /// <summary>The choices of a <see cref="ItemType.Single"/> field: those taken from another answer first, then its own.</summary>
    public IReadOnlyList<AnswerRow> ChoicesOf(ItemField field) => AnswerRows.Of(Instrument, field, _answers, Locale);

    /// <summary>The whole answer as the person would recognise it, in the sheet's locale; empty when there is none.</summary>
    public string Show(InstrumentItem item) => AnswerText.Whole(this, item);

    /// <summary>One row of the answer as the person would recognise it; empty when there is none.</summary>
    /// <param name="item">A grid, multi, rank, list, matrix or repeat.</param>
    /// <param name="row">From 0: the position in an array, or in <see cref="RowsOf"/> for a matrix.</param>
    public string Show(InstrumentItem item, int row) => AnswerText.Row(this, item, row);

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
        out IReadOnlyList<AnswerProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(answers);

        problems =
        [
            .. CheckLocale(instrument, locale),
            .. instrument.Items.SelectMany(item => Check(instrument, item, answers)),
            .. answers.Keys.Where(id => instrument.FindItem(id) is null).Order(StringComparer.Ordinal).Select(AnswerProblem.UnknownItem),
        ];
        if (problems.Count > 0)
        {
            sheet = null;
            return false;
        }

        // Cloned, so that the sheet outlives the document that the answers were read from.
        var given = instrument.Items
            .Where(item => answers.TryGetValue(item.Id, out var answer) && !AnswerRows.IsEmpty(item, answer))
            .ToDictionary(item => item.Id, item => answers[item.Id].Clone(), StringComparer.Ordinal);
        sheet = new AnswerSheet(instrument, locale, given);
        return true;
    }

    /// <summary>Checks the answer to one item, given the others.</summary>
    /// <returns>Everything that is wrong with it; empty when valid.</returns>
    public static IReadOnlyList<AnswerProblem> Check(Instrument instrument, InstrumentItem item, IReadOnlyDictionary<string, JsonElement> answers)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(answers);

        return answers.TryGetValue(item.Id, out var answer) && !AnswerRows.IsEmpty(item, answer)
            ? new AnswerChecker(instrument, item, answers).Check(answer)
            : [];
    }

    private static IEnumerable<AnswerProblem> CheckLocale(Instrument instrument, string locale) =>
        instrument.Locales.Contains(locale)
            ? []
            : [new AnswerProblem("locale", "locale", AnswerProblemCode.UnknownLocale, $"locale must be one of {string.Join(", ", instrument.Locales)}.")];
}

/// <summary>A row or choice that comes from another answer.</summary>
/// <param name="Key">Option id, or the 0-based index of a line or group as a string.</param>
/// <param name="Text">What the person reads, in the sheet's locale or in their own words.</param>
public sealed record AnswerRow(string Key, string Text);
