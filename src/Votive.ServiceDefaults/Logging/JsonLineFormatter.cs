using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Votive.Contracts;

namespace Votive.ServiceDefaults.Logging;

/// <summary>Writes one JSON object a line: level, message, trace and span id, and the named values of the message.</summary>
internal sealed class JsonLineFormatter(ServiceName service, TimeProvider clock, IOptions<JsonLineOptions> options)
    : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "json-lines";

    private const string OriginalFormat = "{OriginalFormat}";
    private const string Time = "time";
    private const string Level = "level";
    private const string Service = "service";
    private const string Category = "category";
    private const string Message = "msg";
    private const string TraceId = "traceId";
    private const string SpanId = "spanId";
    private const string Error = "error";

    private static readonly string[] Reserved = [Time, Level, Service, Category, Message, TraceId, SpanId, Error];

    // Log lines are not put into a page, so quotes and angle brackets may stay readable.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (logEntry.Exception is { } exception && ServiceProgram.DescribeConfigurationFaults(exception) is not null)
        {
            // The program itself tells these, whole and in words for a person: the host's line with its stack would only repeat them.
            return;
        }

        var bytes = new ArrayBufferWriter<byte>(512);
        using (var line = new Utf8JsonWriter(bytes, WriterOptions))
        {
            line.WriteStartObject();
            if (options.Value.EventMembers.TryGetValue(logEntry.EventId.Name ?? "", out var members))
            {
                var values = Values(logEntry.State);
                foreach (var member in members)
                {
                    WriteMember(line, member, logEntry, values);
                }
            }
            else
            {
                WriteAll(line, logEntry);
            }

            line.WriteEndObject();
        }

        textWriter.Write(Encoding.UTF8.GetString(bytes.WrittenSpan));
        textWriter.Write('\n');
    }

    private void WriteAll<TState>(Utf8JsonWriter line, in LogEntry<TState> entry)
    {
        Dictionary<string, object?> none = [];
        foreach (var member in Reserved.AsSpan(..^1))
        {
            WriteMember(line, member, entry, none);
        }

        foreach (var (name, value) in Values(entry.State))
        {
            LogValue.Write(line, Reserved.Contains(name, StringComparer.Ordinal) ? $"{name}_" : name, value);
        }

        WriteMember(line, Error, entry, none);
    }

    private void WriteMember<TState>(Utf8JsonWriter line, string member, in LogEntry<TState> entry, Dictionary<string, object?> values)
    {
        switch (member)
        {
            case Time:
                line.WriteString(Time, clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                break;
            case Level:
                line.WriteString(Level, LogLevelNames.NameOf(entry.LogLevel));
                break;
            case Service:
                line.WriteString(Service, service.Value);
                break;
            case Category:
                line.WriteString(Category, entry.Category);
                break;
            case Message:
                line.WriteString(Message, entry.Formatter(entry.State, entry.Exception));
                break;
            case TraceId when Activity.Current is { } activity:
                line.WriteString(TraceId, activity.TraceId.ToHexString());
                break;
            case SpanId when Activity.Current is { } activity:
                line.WriteString(SpanId, activity.SpanId.ToHexString());
                break;
            case Error when entry.Exception is { } exception:
                LogException.Write(line, Error, exception);
                break;
            default:
                LogValue.Write(line, member, values.GetValueOrDefault(member));
                break;
        }
    }

    /// <summary>The named values of a message in camel case; of two with one name the first. A leading <c>@</c> asks for an object to be written as such.</summary>
    private static Dictionary<string, object?> Values<TState>(TState state)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (state is IEnumerable<KeyValuePair<string, object?>> pairs)
        {
            foreach (var (name, value) in pairs)
            {
                if (name is not ("" or OriginalFormat))
                {
                    var asObject = name[0] == '@' && value is not null;
                    values.TryAdd(
                        JsonNamingPolicy.CamelCase.ConvertName(name.TrimStart('@')),
                        asObject ? JsonSerializer.SerializeToElement(value, value!.GetType(), ContractJson.Options) : value);
                }
            }
        }

        return values;
    }
}
