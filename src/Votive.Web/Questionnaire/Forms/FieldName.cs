using System.Globalization;

namespace Votive.Web.Questionnaire.Forms;

/// <summary>
/// Names of form fields: <c>item</c>, <c>item:row</c>, <c>item:row:column</c>. A row is an option id, or the 0-based index of a line or group.
/// </summary>
internal static class FieldName
{
    /// <summary>The value that stands for a person's own words among the options of an item.</summary>
    public const string OtherValue = ":other";

    /// <summary>Field of a row.</summary>
    public static string Row(string item, string row) => $"{item}:{row}";

    /// <summary>Field of a line.</summary>
    public static string Row(string item, int index) => $"{item}:{Index(index)}";

    /// <summary>Field of a cell.</summary>
    public static string Cell(string item, string row, string column) => $"{item}:{row}:{column}";

    /// <summary>Field of a group's cell.</summary>
    public static string Cell(string item, int index, string column) => $"{item}:{Index(index)}:{column}";

    /// <summary>Field that holds the words of "other".</summary>
    public static string Other(string item) => $"{item}:other";

    /// <summary>An index as it stands in names and row keys.</summary>
    public static string Index(int index) => index.ToString(CultureInfo.InvariantCulture);
}
