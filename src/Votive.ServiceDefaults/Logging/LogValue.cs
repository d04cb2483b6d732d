using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Votive.ServiceDefaults.Logging;

/// <summary>Writes a named value of a log message: numbers, words, dictionaries, lists and JSON as what they are, anything else as text.</summary>
/// <remarks>Objects are not taken apart: whoever logs one would hardly mean every member of it, and some of them hold what people wrote.</remarks>
internal static class LogValue
{
    private const int MaxDepth = 8;

    /// <summary>Writes nothing for null.</summary>
    public static void Write(Utf8JsonWriter line, string name, object? value)
    {
        if (value is not null)
        {
            line.WritePropertyName(name);
            Write(line, value, depth: 0);
        }
    }

    private static void Write(Utf8JsonWriter line, object? value, int depth)
    {
        switch (value)
        {
            case null:
                line.WriteNullValue();
                break;
            case string text:
                line.WriteStringValue(text);
                break;
            case bool flag:
                line.WriteBooleanValue(flag);
                break;
            case byte or sbyte or short or ushort or int or uint or long:
                line.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                line.WriteNumberValue(number);
                break;
            case decimal number:
                line.WriteNumberValue(number);
                break;
            case float or double when Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && double.IsFinite(number):
                line.WriteNumberValue(number);
                break;
            case Enum word:
                line.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(word.ToString()));
                break;
            case DateTimeOffset moment:
                line.WriteStringValue(moment);
                break;
            case DateTime moment:
                line.WriteStringValue(moment);
                break;
            case JsonElement element:
                element.WriteTo(line);
                break;
            case JsonNode node:
                node.WriteTo(line);
                break;
            case IDictionary members when depth < MaxDepth:
                WriteObject(line, members, depth);
                break;
            case IEnumerable elements when depth < MaxDepth:
                WriteArray(line, elements, depth);
                break;
            default:
                line.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter line, IDictionary members, int depth)
    {
        line.WriteStartObject();
        foreach (DictionaryEntry member in members)
        {
            line.WritePropertyName(Convert.ToString(member.Key, CultureInfo.InvariantCulture) ?? "");
            Write(line, member.Value, depth + 1);
        }

        line.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter line, IEnumerable elements, int depth)
    {
        line.WriteStartArray();
        foreach (var element in elements)
        {
            Write(line, element, depth + 1);
        }

        line.WriteEndArray();
    }
}
