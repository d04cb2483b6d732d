using System.Globalization;
using System.Text.Json;
using Votive.Assessment.Instruments;

namespace Votive.Assessment.Answers;

/// <summary>Finds everything that is wrong with the answer to one item.</summary>
internal sealed class AnswerChecker(Instrument instrument, InstrumentItem item, IReadOnlyDictionary<string, JsonElement> answers)
{
    private const string OtherMember = "other";

    private readonly List<AnswerProblem> _problems = [];

    public IReadOnlyList<AnswerProblem> Check(JsonElement answer)
    {
        var path = $"answers.{item.Id}";
        switch (item.Type)
        {
            case ItemType.Grid:
                CheckGrid(answer, path);
                break;
            case ItemType.Time:
                CheckTime(answer, path);
                break;
            case ItemType.Scale or ItemType.Ruler or ItemType.Count:
                CheckNumber(answer, item.Scale!, path);
                break;
            case ItemType.Single:
                CheckChoice(answer, Rows(), item.AllowsOther, path);
                break;
            case ItemType.Multi or ItemType.Rank:
                CheckChoices(answer, path);
                break;
            case ItemType.Text:
                CheckText(answer, item.MaxLength!.Value, path);
                break;
            case ItemType.List:
                CheckList(answer, path);
                break;
            case ItemType.Matrix:
                CheckMatrix(answer, path);
                break;
            case ItemType.Repeat:
                CheckRepeat(answer, path);
                break;
        }

        return _problems;
    }

    private IReadOnlyList<AnswerRow> Rows() => AnswerRows.Of(instrument, item, answers, instrument.Locales[0]);

    private void CheckGrid(JsonElement answer, string path)
    {
        var slots = item.Options.Count;
        if (answer.ValueKind != JsonValueKind.Array || answer.GetArrayLength() != slots)
        {
            Add(AnswerProblemCode.WrongType, path, $"must be an array of {slots} entries, each a whole number or null");
            return;
        }

        Each(answer, path, (level, place) =>
        {
            if (level.ValueKind != JsonValueKind.Null)
            {
                CheckNumber(level, item.Scale!, place);
            }
        });
    }

    private void CheckTime(JsonElement answer, string path)
    {
        if (AnswerRows.TextOf(answer) is not { } text
            || !TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            Add(AnswerProblemCode.WrongType, path, "must be a time of day from 00:00 to 23:59, written HH:mm");
        }
    }

    private void CheckNumber(JsonElement answer, ItemScale scale, string path)
    {
        var limit = $"must be a whole number from {Plain(scale.Min)} to {Plain(scale.Max)}";
        if (answer.ValueKind != JsonValueKind.Number)
        {
            Add(AnswerProblemCode.WrongType, path, limit);
        }
        else if (!answer.TryGetInt32(out var number))
        {
            var isWhole = answer.TryGetDecimal(out var value) && value == decimal.Truncate(value);
            Add(isWhole ? AnswerProblemCode.OutOfRange : AnswerProblemCode.WrongType, path, limit);
        }
        else if (number < scale.Min || number > scale.Max)
        {
            Add(AnswerProblemCode.OutOfRange, path, limit);
        }
    }

    private void CheckChoices(JsonElement answer, string path)
    {
        if (answer.ValueKind != JsonValueKind.Array)
        {
            Add(AnswerProblemCode.WrongType, path, "must be an array of choices");
            return;
        }

        var rows = Rows();
        var most = item.MaxCount ?? (item.AllowsOther ? rows.Count + 1 : rows.Count);
        if (!CheckCount(answer.GetArrayLength(), most, "choices", path))
        {
            return;
        }

        var chosen = new HashSet<string>(StringComparer.Ordinal);
        Each(answer, path, (choice, place) =>
        {
            if (CheckChoice(choice, rows, item.AllowsOther, place) is { } key && !chosen.Add(key))
            {
                Add(AnswerProblemCode.Duplicate, place, "must not hold the same choice as an entry before it");
            }
        });
    }

    /// <returns>What tells this choice from others; null when it is not valid.</returns>
    private string? CheckChoice(JsonElement choice, IReadOnlyList<AnswerRow> rows, bool allowsOther, string path, string? owner = null)
    {
        if (allowsOther && choice.ValueKind == JsonValueKind.Object)
        {
            return CheckOther(choice, path);
        }

        if (choice.ValueKind != JsonValueKind.String)
        {
            Add(AnswerProblemCode.WrongType, path, allowsOther ? "must be an option id, or an object with the member other" : "must be an option id");
            return null;
        }

        var key = AnswerRows.TextOf(choice);
        if (rows.All(row => row.Key != key))
        {
            Add(AnswerProblemCode.UnknownOption, path, $"must be one of {owner ?? $"the choices of {ChoicesOwner()}"}");
            return null;
        }

        return key;
    }

    private string? CheckOther(JsonElement choice, string path)
    {
        if (choice.EnumerateObject().Count() != 1 || !choice.TryGetProperty(OtherMember, out var words))
        {
            Add(AnswerProblemCode.WrongType, path, "must be an option id, or an object with the one member other");
            return null;
        }

        if (AnswerRows.IsBlank(words))
        {
            Add(AnswerProblemCode.WrongType, $"{path}.{OtherMember}", "must be a text that is not empty");
            return null;
        }

        return CheckText(words, item.MaxLength!.Value, $"{path}.{OtherMember}") ? "other:" + AnswerRows.OtherOf(choice) : null;
    }

    private bool CheckText(JsonElement answer, int maxLength, string path)
    {
        if (AnswerRows.TextOf(answer) is not { } text)
        {
            Add(AnswerProblemCode.WrongType, path, "must be a text");
            return false;
        }

        if (text.EnumerateRunes().Take(maxLength + 1).Count() > maxLength)
        {
            Add(AnswerProblemCode.TooLong, path, $"must be at most {Plain(maxLength)} characters long");
            return false;
        }

        return true;
    }

    private void CheckList(JsonElement answer, string path)
    {
        if (answer.ValueKind != JsonValueKind.Array)
        {
            Add(AnswerProblemCode.WrongType, path, "must be an array of lines");
            return;
        }

        if (CheckCount(answer.EnumerateArray().Count(line => !AnswerRows.IsBlank(line)), item.MaxCount ?? int.MaxValue, "lines", path))
        {
            Each(answer, path, (line, place) =>
            {
                if (line.ValueKind != JsonValueKind.Null)
                {
                    CheckText(line, item.MaxLength!.Value, place);
                }
            });
        }
    }

    private void CheckMatrix(JsonElement answer, string path)
    {
        if (answer.ValueKind != JsonValueKind.Object)
        {
            Add(AnswerProblemCode.WrongType, path, "must be an object from row to value");
            return;
        }

        var rows = Rows();
        var known = rows.Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        if (answer.EnumerateObject().Any(row => !known.Contains(row.Name)))
        {
            Add(AnswerProblemCode.UnknownOption, path, $"must hold no other rows than the choices of {ChoicesOwner()}");
        }

        foreach (var key in known)
        {
            if (answer.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                CheckCell(value, $"{path}.{key}");
            }
        }
    }

    private void CheckCell(JsonElement value, string path)
    {
        if (item.Fields.Count == 0)
        {
            CheckNumber(value, item.Scale!, path);
        }
        else
        {
            CheckFields(value, path);
        }
    }

    private void CheckRepeat(JsonElement answer, string path)
    {
        if (answer.ValueKind != JsonValueKind.Array)
        {
            Add(AnswerProblemCode.WrongType, path, "must be an array of objects");
            return;
        }

        if (CheckCount(answer.EnumerateArray().Count(group => !AnswerRows.IsEmptyGroup(item, group)), item.MaxCount ?? int.MaxValue, "groups", path))
        {
            Each(answer, path, (group, place) =>
            {
                if (group.ValueKind != JsonValueKind.Null)
                {
                    CheckFields(group, place);
                }
            });
        }
    }

    private void CheckFields(JsonElement group, string path)
    {
        if (group.ValueKind != JsonValueKind.Object)
        {
            Add(AnswerProblemCode.WrongType, path, "must be an object");
            return;
        }

        if (group.EnumerateObject().Any(member => item.Fields.All(field => field.Id != member.Name)))
        {
            Add(AnswerProblemCode.WrongType, path, $"must hold no other members than {string.Join(", ", item.Fields.Select(field => field.Id))}");
        }

        foreach (var field in item.Fields)
        {
            if (group.TryGetProperty(field.Id, out var value) && !AnswerRows.IsBlank(value))
            {
                CheckField(field, value, $"{path}.{field.Id}");
            }
        }
    }

    private void CheckField(ItemField field, JsonElement value, string path)
    {
        switch (field.Type)
        {
            case ItemType.Text:
                CheckText(value, field.MaxLength!.Value, path);
                break;
            case ItemType.Scale or ItemType.Count:
                CheckNumber(value, field.Scale!, path);
                break;
            case ItemType.Single:
                CheckChoice(value, AnswerRows.Of(instrument, field, answers, instrument.Locales[0]), allowsOther: false, path, "the field's choices");
                break;
        }
    }

    private bool CheckCount(int count, int most, string what, string path)
    {
        if (count < item.MinCount)
        {
            Add(AnswerProblemCode.TooFew, path, $"must hold at least {Plain(item.MinCount)} {what}");
        }
        else if (count > most)
        {
            Add(AnswerProblemCode.TooMany, path, $"must hold at most {Plain(most)} {what}");
            return false;
        }

        return true;
    }

    private string ChoicesOwner() => item.RowsFrom is { } source ? $"the answer to {source}" : "this item";

    private void Add(AnswerProblemCode code, string path, string what) => _problems.Add(new AnswerProblem(item.Id, path, code, $"{path} {what}."));

    private static void Each(JsonElement answer, string path, Action<JsonElement, string> check)
    {
        var index = 0;
        foreach (var entry in answer.EnumerateArray())
        {
            check(entry, $"{path}[{Plain(index++)}]");
        }
    }

    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);
}
