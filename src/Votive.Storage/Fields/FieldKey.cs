using System.Text;
using System.Text.RegularExpressions;

namespace Votive.Storage.Fields;

/// <summary>One key of <c>FIELD_KEYS</c>.</summary>
/// <param name="Id">1 to 32 lower-case letters, digits and hyphens; stands in clear in what the key seals.</param>
/// <param name="Key">32 bytes.</param>
internal sealed partial record FieldKey(string Id, byte[] Key)
{
    public static bool IsId(string text) => Pattern().IsMatch(text);

    /// <summary>Reads <c>id:key,id:key</c>; the first is in force, the others only open.</summary>
    /// <param name="text">The setting.</param>
    /// <param name="faults">What is wrong, one phrase each, naming keys by their place and never by what was written there.</param>
    /// <returns>All keys that can be read.</returns>
    public static IReadOnlyList<FieldKey> ParseAll(string text, out IReadOnlyList<string> faults)
    {
        var keys = new List<FieldKey>();
        var found = new List<string>();
        var place = 0;
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries))
        {
            place++;
            var colon = entry.IndexOf(':', StringComparison.Ordinal);
            var id = colon < 0 ? "" : entry[..colon];
            if (!IsId(id))
            {
                found.Add($"key {place} does not begin with an id of 1 to 32 lower-case letters, digits and hyphens, and a colon");
            }
            else if (!DatabaseKey.TryParse(entry[(colon + 1)..], out var key))
            {
                found.Add($"key {place} is not 32 bytes written as base64 or as 64 hex digits");
            }
            else if (keys.Exists(other => other.Id == id))
            {
                found.Add($"key {place} has the id of an earlier one");
            }
            else if (keys.Exists(other => other.Key.AsSpan().SequenceEqual(key)))
            {
                found.Add($"key {place} is the same as an earlier one");
            }
            else
            {
                keys.Add(new FieldKey(id, key));
            }
        }

        faults = found;
        return keys;
    }

    /// <summary>Without the key.</summary>
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Id = ").Append(Id);
        return true;
    }

    [GeneratedRegex("^[a-z0-9-]{1,32}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
