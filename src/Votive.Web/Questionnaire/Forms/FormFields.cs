using Microsoft.Extensions.Primitives;

namespace Votive.Web.Questionnaire.Forms;

/// <summary>The fields of a questionnaire form as a browser sends them: name to values, order kept, names case-sensitive.</summary>
internal sealed class FormFields
{
    private readonly Dictionary<string, StringValues> _values = new(StringComparer.Ordinal);

    /// <summary>No fields at all.</summary>
    public static FormFields None { get; } = new();

    /// <summary>Takes the fields of a posted form.</summary>
    public static FormFields From(IEnumerable<KeyValuePair<string, StringValues>> form)
    {
        var fields = new FormFields();
        foreach (var (name, values) in form)
        {
            fields._values[name] = values;
        }

        return fields;
    }

    /// <summary>The names, in the order in which they came.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>The first value of a field without surrounding blanks; null when it is absent or blank.</summary>
    public string? First(string name) =>
        _values.TryGetValue(name, out var values) && values.Count > 0 && values[0]?.Trim() is { Length: > 0 } value ? value : null;

    /// <summary>Every value of a field; empty when it is absent.</summary>
    public IEnumerable<string> All(string name) =>
        _values.TryGetValue(name, out var values) ? values.OfType<string>() : [];

    /// <summary>Whether one of the field's values is <paramref name="value"/>.</summary>
    public bool Has(string name, string value) =>
        _values.TryGetValue(name, out var values) && values.Contains(value);

    /// <summary>Adds one more value to a field.</summary>
    public void Add(string name, string value) =>
        _values[name] = StringValues.Concat(_values.GetValueOrDefault(name), value);
}
