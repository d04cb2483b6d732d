using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.ServiceDefaults;
using Votive.Web.Upstream;

namespace Votive.Web.Analyses;

/// <summary>Asks the backend for the analysis of a visitor's answers.</summary>
internal sealed class AnalyzeClient(HttpClient http)
{
    private static readonly Uri Address = new("api/v1/claude/analyze", UriKind.Relative);

    /// <summary>The report on these answers, made for <see cref="AnalyzeRequest.Subject"/>.</summary>
    /// <exception cref="UnavailableException">The backend can't be reached, or can't answer now.</exception>
    /// <exception cref="InvalidInputException">The backend refused the answers.</exception>
    public async Task<AnalyzeResult> AnalyzeAsync(AnalyzeRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Address)
        {
            Content = JsonContent.Create(request, options: ContractJson.Options),
        };
        if (request.Subject is { } subject)
        {
            message.Headers.Add(WireHeaders.Subject, subject);
        }

        using var reply = await http.SendForReplyAsync(message, cancellationToken);
        return (await reply.ReadBodyAsync<SuccessEnvelope<AnalyzeResult>>(cancellationToken)).Data;
    }
}
