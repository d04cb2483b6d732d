using System.Globalization;

namespace Votive.Storage.Copying;

/// <summary>What PostgreSQL can't hold though SQLite can.</summary>
internal static class RowLimits
{
    /// <summary>Why a column of the target can't hold a value of the model; null when it can. Never repeats the value.</summary>
    public static string? FindFault(StoredColumn target, object? value) => target.ToStored(value) switch
    {
        string text when text.Contains('\0', StringComparison.Ordinal) => "has a NUL character, which text in PostgreSQL can't have",
        string text when target.MaxLength is { } limit && text.Length > limit && text.EnumerateRunes().Count() > limit =>
            string.Create(CultureInfo.InvariantCulture, $"is longer than {limit} characters"),
        IEnumerable<string?> list when list.Any(item => item?.Contains('\0', StringComparison.Ordinal) == true) =>
            "has a NUL character, which text in PostgreSQL can't have",
        _ => null,
    };
}
