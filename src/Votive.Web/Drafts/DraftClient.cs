using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.Contracts.Drafts;
using Votive.ServiceDefaults;
using Votive.Web.Upstream;

namespace Votive.Web.Drafts;

/// <summary>The visitor's answers and report, as the prompt service keeps them.</summary>
/// <remarks>Every call may throw <see cref="UnavailableException"/>.</remarks>
internal sealed class DraftClient(HttpClient http)
{
    /// <summary>The draft; null when the visitor has none for this instrument.</summary>
    public Task<Draft?> GetAsync(string visitor, string instrument, CancellationToken cancellationToken) =>
        FindAsync<Draft>(visitor, Address(instrument), cancellationToken);

    /// <summary>Saves answers, and makes the draft where there is none.</summary>
    /// <returns>The draft as it now is.</returns>
    /// <exception cref="ConflictException">The draft belongs to another version of the instrument.</exception>
    /// <exception cref="InvalidInputException">The patch was refused.</exception>
    public async Task<Draft> PatchAsync(string visitor, string instrument, DraftPatch patch, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Patch, visitor, Address(instrument));
        request.Content = JsonContent.Create(patch, options: ContractJson.Options);
        using var reply = await http.SendForReplyAsync(request, cancellationToken);
        return await reply.ReadBodyAsync<Draft>(cancellationToken);
    }

    /// <summary>Deletes the draft and its report; also fine when there is none.</summary>
    public async Task DeleteAsync(string visitor, string instrument, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Delete, visitor, Address(instrument));
        using var reply = await http.SendForReplyAsync(request, cancellationToken);
    }

    /// <summary>The report kept with the draft; null when there is none.</summary>
    public Task<AnalyzeResult?> GetReportAsync(string visitor, string instrument, CancellationToken cancellationToken) =>
        FindAsync<AnalyzeResult>(visitor, ReportAddress(instrument), cancellationToken);

    /// <summary>Keeps a report with the draft it was made from.</summary>
    /// <exception cref="NotFoundException">The visitor has no draft for this instrument.</exception>
    public async Task SaveReportAsync(string visitor, string instrument, AnalyzeResult report, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Put, visitor, ReportAddress(instrument));
        request.Content = JsonContent.Create(report, options: ContractJson.Options);
        using var reply = await http.SendForReplyAsync(request, cancellationToken);
    }

    private async Task<T?> FindAsync<T>(string visitor, Uri address, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var request = Request(HttpMethod.Get, visitor, address);
            using var reply = await http.SendForReplyAsync(request, cancellationToken);
            return await reply.ReadBodyAsync<T>(cancellationToken);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private static Uri Address(string instrument) => new($"api/me/drafts/{Uri.EscapeDataString(instrument)}", UriKind.Relative);

    private static Uri ReportAddress(string instrument) => new($"{Address(instrument)}/report", UriKind.Relative);

    private static HttpRequestMessage Request(HttpMethod method, string visitor, Uri address) =>
        new(method, address) { Headers = { { WireHeaders.Subject, visitor } } };
}
