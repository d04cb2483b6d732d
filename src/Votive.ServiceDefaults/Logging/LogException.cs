using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Votive.ServiceDefaults.Logging;

/// <summary>Writes an exception as an object: type, message, stack, inner exception.</summary>
internal static class LogException
{
    private const int MaxDepth = 5;

    public static void Write(Utf8JsonWriter line, string name, Exception exception) => Write(line, name, exception, depth: 0);

    private static void Write(Utf8JsonWriter line, string name, Exception exception, int depth)
    {
        line.WriteStartObject(name);
        line.WriteString("type", exception.GetType().FullName);
        if (!MayQuoteInput(exception))
        {
            line.WriteString("message", exception.Message);
        }

        if (exception.StackTrace is { } stack)
        {
            line.WriteString("stack", stack);
        }

        if (exception.InnerException is { } inner && depth < MaxDepth)
        {
            Write(line, "inner", inner, depth + 1);
        }

        line.WriteEndObject();
    }

    /// <summary>Whether exceptions of this kind repeat the value they object to, which may be somebody's answer.</summary>
    /// <remarks>An <see cref="AggregateException"/> repeats its inner messages, whatever they are.</remarks>
    private static bool MayQuoteInput(Exception exception) => exception
        is JsonException
        or BadHttpRequestException
        or InvalidInputException
        or FormatException
        or OverflowException
        or ArgumentException
        or KeyNotFoundException
        or DecoderFallbackException
        or EncoderFallbackException
        or System.ComponentModel.DataAnnotations.ValidationException
        or AggregateException;
}
