using System.Buffers;
using System.Text;

namespace Votive.Contracts.Tracing;

/// <summary>The rules of the W3C <c>tracestate</c> header: a list of <c>key=value</c> members, the latest first.</summary>
public static class TraceState
{
    /// <summary>Most members; a longer list is dropped whole.</summary>
    public const int MaxMembers = 32;

    /// <summary>Most characters that are sent on, the least that the standard asks for. A longer list loses whole members.</summary>
    public const int MaxLength = 512;

    /// <summary>Members above this length go first when a list is too long.</summary>
    private const int LongMember = 128;

    private const int MaxPartLength = 256;

    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-*/@");

    private static readonly SearchValues<char> ValueCharacters = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Except([',', '='])]);

    /// <summary>Reads the fields of a request as one list.</summary>
    /// <param name="fields">All <c>tracestate</c> fields in order, each as it came.</param>
    /// <returns>The list without blanks and empty members, cut to <see cref="MaxLength"/>; null when it is empty or any part of it is invalid.</returns>
    public static string? Normalize(ReadOnlySpan<string?> fields)
    {
        Span<Member> buffer = stackalloc Member[MaxMembers];
        if (!TryReadMembers(fields, buffer, out var count) || count == 0)
        {
            return null;
        }

        var members = buffer[..count];
        var length = Length(members);

        // The usual case: one field, written as it should be.
        if (fields is [{ } only] && only.Length == length && length <= MaxLength)
        {
            return only;
        }

        return Join(fields, members[..Cut(members)]);
    }

    private static bool TryReadMembers(ReadOnlySpan<string?> fields, Span<Member> members, out int count)
    {
        count = 0;
        for (var field = 0; field < fields.Length; field++)
        {
            var text = fields[field].AsSpan();
            foreach (var range in text.Split(','))
            {
                var (start, length) = Trim(text, range);
                if (length == 0)
                {
                    continue;
                }

                if (count == MaxMembers || !IsMember(text.Slice(start, length)))
                {
                    return false;
                }

                members[count++] = new Member(field, start, length);
            }
        }

        return true;
    }

    private static (int Start, int Length) Trim(ReadOnlySpan<char> text, Range range)
    {
        var (start, length) = range.GetOffsetAndLength(text.Length);
        var part = text.Slice(start, length).TrimStart(" \t");
        return (start + length - part.Length, part.TrimEnd(" \t").Length);
    }

    private static bool IsMember(ReadOnlySpan<char> member)
    {
        var equals = member.IndexOf('=');
        return equals > 0 && IsKey(member[..equals]) && IsValue(member[(equals + 1)..]);
    }

    private static bool IsKey(ReadOnlySpan<char> key) =>
        key.Length <= MaxPartLength
        && (char.IsAsciiLetterLower(key[0]) || char.IsAsciiDigit(key[0]))
        && !key.ContainsAnyExcept(KeyCharacters);

    // Blanks at the end are gone by now.
    private static bool IsValue(ReadOnlySpan<char> value) =>
        value.Length is > 0 and <= MaxPartLength && !value.ContainsAnyExcept(ValueCharacters);

    /// <summary>Takes members out until the list is short enough: the longest above 128 characters first, then from the end.</summary>
    /// <returns>How many are left, in their order, at the front.</returns>
    private static int Cut(Span<Member> members)
    {
        var count = members.Length;
        while (Length(members[..count]) > MaxLength)
        {
            var victim = count - 1;
            for (var i = count - 1; i >= 0; i--)
            {
                if (members[i].Length > LongMember && members[i].Length > members[victim].Length)
                {
                    victim = i;
                }
            }

            members[(victim + 1)..count].CopyTo(members[victim..]);
            count--;
        }

        return count;
    }

    private static int Length(ReadOnlySpan<Member> members)
    {
        var length = Math.Max(0, members.Length - 1);
        foreach (var member in members)
        {
            length += member.Length;
        }

        return length;
    }

    private static string? Join(ReadOnlySpan<string?> fields, ReadOnlySpan<Member> members)
    {
        if (members.IsEmpty)
        {
            return null;
        }

        var list = new StringBuilder(MaxLength);
        foreach (var member in members)
        {
            if (list.Length > 0)
            {
                list.Append(',');
            }

            list.Append(fields[member.Field], member.Start, member.Length);
        }

        return list.ToString();
    }

    /// <summary>Where a member stands in the fields.</summary>
    private readonly record struct Member(int Field, int Start, int Length);
}
