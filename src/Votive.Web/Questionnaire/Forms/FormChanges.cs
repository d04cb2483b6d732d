using System.Text.Json;
using Votive.Assessment.Answers;
using Votive.Assessment.Instruments;

namespace Votive.Web.Questionnaire.Forms;

/// <summary>What a form changes in a draft.</summary>
internal sealed class FormChanges
{
    private static readonly JsonElement Removed = JsonSerializer.SerializeToElement<object?>(null);

    private readonly Dictionary<string, JsonElement> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AnswerProblemCode> _faults = new(StringComparer.Ordinal);

    private FormChanges()
    {
    }

    /// <summary>Item id to the answer to keep; JSON null where there is none any more.</summary>
    public IReadOnlyDictionary<string, JsonElement> Answers => _answers;

    /// <summary>
    /// Item id to what is wrong with its answer. An answer that only lacks something (<see cref="AnswerProblemCode.TooFew"/>) is kept
    /// all the same: it is one under way.
    /// </summary>
    public IReadOnlyDictionary<string, AnswerProblemCode> Faults => _faults;

    /// <summary>Reads the answers to <paramref name="items"/> from a form, and what follows for answers that take their rows from them.</summary>
    /// <param name="instrument">The instrument that is answered.</param>
    /// <param name="items">The items that the form shows, in the order of asking.</param>
    /// <param name="fields">What the form holds.</param>
    /// <param name="stored">The draft's answers before.</param>
    public static FormChanges Read(
        Instrument instrument,
        IEnumerable<InstrumentItem> items,
        FormFields fields,
        IReadOnlyDictionary<string, JsonElement> stored)
    {
        var changes = new FormChanges();
        var after = new Dictionary<string, JsonElement>(stored, StringComparer.Ordinal);
        var kept = new Dictionary<string, IReadOnlyList<int>?>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var read = AnswerForm.Read(item, fields);
            if (read.Fault is { } fault)
            {
                changes._faults[item.Id] = fault;
                continue;
            }

            kept[item.Id] = read.KeptLines;
            Put(item.Id, read.Value);
        }

        foreach (var source in kept.Keys.ToArray())
        {
            Follow(source);
        }

        foreach (var item in kept.Keys.Select(id => instrument.FindItem(id)!).Where(item => after.ContainsKey(item.Id)))
        {
            if (AnswerSheet.Check(instrument, item, after) is [var first, ..] problems)
            {
                // Too few is the mildest: name the worst.
                var code = problems.FirstOrDefault(problem => problem.Code != AnswerProblemCode.TooFew, first).Code;
                changes._faults[item.Id] = code;
                if (code != AnswerProblemCode.TooFew)
                {
                    changes._answers.Remove(item.Id);
                }
            }
        }

        return changes;

        void Put(string id, JsonElement? value)
        {
            changes._answers[id] = value ?? Removed;
            if (value is { } answer)
            {
                after[id] = answer;
            }
            else
            {
                after.Remove(id);
            }
        }

        void Follow(string source)
        {
            var keys = CarriedRows.Chosen(instrument, source, after, instrument.Locales[0]).Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
            foreach (var dependent in CarriedRows.Dependents(instrument, source))
            {
                if (!after.TryGetValue(dependent.Id, out var answer))
                {
                    continue;
                }

                var left = CarriedRows.Follow(dependent, answer, source, keys, kept.GetValueOrDefault(source));
                if (left is null || !JsonElement.DeepEquals(left.Value, answer))
                {
                    Put(dependent.Id, left);
                    Follow(dependent.Id);
                }
            }
        }
    }
}
