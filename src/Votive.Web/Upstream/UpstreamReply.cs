using System.Net;
using System.Text.Json;
using Votive.Contracts;
using Votive.ServiceDefaults;

namespace Votive.Web.Upstream;

/// <summary>Calls another service and turns what went wrong into the failures that pages know how to show.</summary>
internal static class UpstreamReply
{
    /// <summary>Sends a request and returns a successful answer.</summary>
    /// <exception cref="UnavailableException">No answer, or one that says "not now" or makes no sense.</exception>
    /// <exception cref="NotFoundException">404.</exception>
    /// <exception cref="ConflictException">409.</exception>
    /// <exception cref="InvalidInputException">400, 413 or 422, with the fields that are wrong.</exception>
    public static async Task<HttpResponseMessage> SendForReplyAsync(this HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage reply;
        try
        {
            reply = await http.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new UnavailableException("A service that this needs can't be reached.", retryAfter: null, e);
        }

        if (reply.IsSuccessStatusCode)
        {
            return reply;
        }

        using (reply)
        {
            throw await DescribeAsync(reply, cancellationToken);
        }
    }

    /// <summary>Reads the body of a successful answer.</summary>
    /// <exception cref="UnavailableException">The body is not what the contract says.</exception>
    public static async Task<T> ReadBodyAsync<T>(this HttpResponseMessage reply, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await reply.Content.ReadFromJsonAsync<T>(ContractJson.Options, cancellationToken)
                ?? throw new UnavailableException("A service that this needs gave an empty answer.", retryAfter: null);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            throw new UnavailableException("A service that this needs gave an answer that makes no sense.", retryAfter: null, e);
        }
    }

    private static async Task<Exception> DescribeAsync(HttpResponseMessage reply, CancellationToken cancellationToken)
    {
        switch (reply.StatusCode)
        {
            case HttpStatusCode.NotFound:
                return new NotFoundException("What was asked for is not there.");
            case HttpStatusCode.Conflict:
                return new ConflictException("What was asked for has changed meanwhile.");
            case HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity:
                var problem = await ReadProblemAsync(reply, cancellationToken);
                return new InvalidInputException("The answers were not accepted.", problem?.Errors ?? new Dictionary<string, string[]>());
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                return new InvalidOperationException($"Another service refused this one's credential ({(int)reply.StatusCode}); is SERVICE_API_KEY the same for both?");
            default:
                return new UnavailableException($"A service that this needs answered {(int)reply.StatusCode}.", reply.Headers.RetryAfter?.Delta);
        }
    }

    private static async Task<Problem?> ReadProblemAsync(HttpResponseMessage reply, CancellationToken cancellationToken)
    {
        try
        {
            return await reply.Content.ReadFromJsonAsync<Problem>(ContractJson.Options, cancellationToken);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            return null;
        }
    }
}
