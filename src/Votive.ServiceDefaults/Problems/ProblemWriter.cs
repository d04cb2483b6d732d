using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Votive.Contracts;

namespace Votive.ServiceDefaults.Problems;

/// <summary>Writes every problem of a service, whoever found it, in the shape of <see cref="Problem"/>.</summary>
/// <remarks>Takes the place of the framework's writer, which stays silent when the caller's <c>Accept</c> does not name JSON.</remarks>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    private const string CodeMember = "code";

    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var response = context.HttpContext.Response;
        var details = context.ProblemDetails;
        var errors = (details as HttpValidationProblemDetails)?.Errors;
        var problem = new Problem
        {
            Type = NullIfFramework(details.Type),
            Title = errors is null ? details.Title ?? ReasonPhrases.GetReasonPhrase(response.StatusCode) : "The input was refused.",
            Status = details.Status ?? response.StatusCode,
            Detail = details.Detail,
            Code = details.Extensions.TryGetValue(CodeMember, out var code) ? Convert.ToString(code, CultureInfo.InvariantCulture) : null,
            TraceId = TraceId(),
            Errors = errors is null ? null : context.Exception is null ? CamelCase(errors) : errors.AsReadOnly(),
        };

        problem = problem with { Code = problem.Code ?? DefaultCode(problem.Status, errors is not null) };
        response.Headers[HeaderNames.CacheControl] = "no-store";
        await response.WriteAsJsonAsync(problem, ContractJson.Options, Problem.MediaType, context.HttpContext.RequestAborted);
    }

    private static string TraceId() => (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString();

    // The framework fills in a link to the section of RFC 9110 that explains the status: that says nothing new.
    private static string? NullIfFramework(string? type) =>
        type is null || type.StartsWith("https://tools.ietf.org/", StringComparison.Ordinal) ? null : type;

    private static string DefaultCode(int status, bool hasErrors) => status switch
    {
        StatusCodes.Status400BadRequest when hasErrors => ProblemCodes.Validation,
        StatusCodes.Status401Unauthorized => ProblemCodes.Unauthenticated,
        StatusCodes.Status403Forbidden => ProblemCodes.Forbidden,
        StatusCodes.Status404NotFound => ProblemCodes.NotFound,
        StatusCodes.Status405MethodNotAllowed => ProblemCodes.MethodNotAllowed,
        StatusCodes.Status409Conflict => ProblemCodes.Conflict,
        StatusCodes.Status413PayloadTooLarge => ProblemCodes.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => ProblemCodes.UnsupportedMediaType,
        StatusCodes.Status422UnprocessableEntity => ProblemCodes.Validation,
        StatusCodes.Status429TooManyRequests => ProblemCodes.TooManyRequests,
        StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => ProblemCodes.Unavailable,
        >= StatusCodes.Status500InternalServerError => ProblemCodes.Internal,
        _ => ProblemCodes.BadRequest,
    };

    /// <summary>Keys as the caller knows them: validation names C# members (<c>Inner.Mail</c>), the wire is camel case (<c>inner.mail</c>). Those of an exception are wire names already.</summary>
    private static Dictionary<string, string[]> CamelCase(IDictionary<string, string[]> errors) => errors
        .GroupBy(error => string.Join('.', error.Key.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName)), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.SelectMany(error => error.Value).ToArray(), StringComparer.Ordinal);
}
