using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Votive.ServiceDefaults.Problems;

/// <summary>Says what is wrong with a request that could not be read, naming the place and never repeating a value.</summary>
/// <remarks>
/// The framework's exceptions tell the kinds of fault apart by their English text only (.NET does not translate it). Texts it may
/// bring in future fall through to a plain answer with the same status.
/// </remarks>
internal static partial class UnreadableRequest
{
    private const string Root = "$";

    public static ProblemDetails Describe(BadHttpRequestException exception) => exception switch
    {
        { StatusCode: not StatusCodes.Status400BadRequest } => new ProblemDetails { Status = exception.StatusCode },
        { InnerException: JsonException json } => DescribeJson(json),
        _ when UnboundParameter().Match(exception.Message) is { Success: true } match =>
            Refused(match.Groups["name"].Value, match.Groups["missing"].Success ? "Required." : "Not a valid value."),
        _ when exception.Message.Contains("no body was provided", StringComparison.Ordinal) => NotJson("A body is required."),
        _ => NotJson("The request could not be read."),
    };

    private static ProblemDetails DescribeJson(JsonException exception)
    {
        var message = exception.Message;
        var path = Trim(exception.Path);
        if (message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
        {
            return Refused(path, "No such member.");
        }

        if (message.StartsWith("Duplicate propert", StringComparison.Ordinal))
        {
            return Refused(path, "Given more than once.");
        }

        if (message.Contains("missing required properties", StringComparison.Ordinal))
        {
            var missing = QuotedName().Matches(message).Skip(1).Select(match => match.Groups["name"].Value);
            return Refused(missing.Select(name => path == Root ? name : $"{path}.{name}"), "Required.");
        }

        if (message.Contains("null values", StringComparison.Ordinal))
        {
            return Refused(path, "Must not be null.");
        }

        if (message.Contains("could not be converted", StringComparison.Ordinal))
        {
            return Refused(path, "Not of the type, or not one of the words, that belong here.");
        }

        if (message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return Refused(path, $"Nested too deeply: at most {Contracts.ContractJson.MaxDepth} levels.");
        }

        return NotJson(exception is { LineNumber: { } line, BytePositionInLine: { } column }
            ? string.Create(CultureInfo.InvariantCulture, $"The body is not valid JSON: see line {line + 1}, byte {column + 1}.")
            : "The body is not valid JSON.");
    }

    // "$.answers.q1" is "answers.q1" to the caller; the document itself stays "$".
    private static string Trim(string? path) => path switch
    {
        null or "" or Root => Root,
        _ when path.StartsWith("$.", StringComparison.Ordinal) => path[2..],
        _ => path,
    };

    private static HttpValidationProblemDetails Refused(string field, string fault) => Refused([field], fault);

    private static HttpValidationProblemDetails Refused(IEnumerable<string> fields, string fault) =>
        new(fields.Distinct(StringComparer.Ordinal).ToDictionary(field => field, _ => new[] { fault }, StringComparer.Ordinal))
        {
            Status = StatusCodes.Status400BadRequest,
        };

    private static ProblemDetails NotJson(string detail) => new() { Status = StatusCodes.Status400BadRequest, Detail = detail };

    [GeneratedRegex("""^(Failed to bind parameter|(?<missing>Required parameter)) "\S+ (?<name>\w+)" (from "|was not provided from (query string|route|header|form))""")]
    private static partial Regex UnboundParameter();

    [GeneratedRegex("'(?<name>[^']*)'")]
    private static partial Regex QuotedName();
}
