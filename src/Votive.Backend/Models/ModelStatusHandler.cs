using System.Net;
using System.Net.Http.Headers;

namespace Votive.Backend.Models;

/// <summary>Turns refusals of the API into <see cref="ModelException"/> before the SDK sees them, and bounds and reads the body of a success.</summary>
/// <remarks>The SDK's exceptions don't carry <c>Retry-After</c>, and do carry the body.</remarks>
internal sealed class ModelStatusHandler(TimeProvider clock) : DelegatingHandler
{
    /// <summary>Largest answer that is read.</summary>
    public const long MaxAnswerBytes = 4 * 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
            return response;
        }

        using (response)
        {
            throw new ModelException(FailureOf(response.StatusCode), RetryAfter(response.Headers.RetryAfter));
        }
    }

    private static ModelFailure FailureOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.TooManyRequests => ModelFailure.RateLimited,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ModelFailure.KeyRefused,
        >= HttpStatusCode.InternalServerError => ModelFailure.Overloaded,
        _ => ModelFailure.Rejected,
    };

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date - clock.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
