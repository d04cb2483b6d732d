using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.Contracts.Drafts;

namespace Votive.Harness.Services;

/// <summary>
/// One person's draft, written over HTTP by numbered operations: an odd one saves answers, an even one a report. Each raises the
/// draft's revision by one, so that the revision tells which operations are in, and what the draft and the report must then hold.
/// </summary>
internal sealed class DraftClient(string subject, int seed)
{
    private const string Url = "/api/me/drafts/votive-core";
    private const string NumberItem = "number";
    private const string TextItem = "text";

    /// <summary>Whom it acts for.</summary>
    public string Subject => subject;

    /// <summary>The last operation that was answered with success.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>The last operation that was sent.</summary>
    public long Attempted { get; private set; }

    /// <summary>A client for a service.</summary>
    public static HttpClient Connect(Uri address, TimeSpan? timeout = null)
    {
        var http = new HttpClient { BaseAddress = address, Timeout = timeout ?? TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Add(WireHeaders.ServiceKey, ServiceSettings.ServiceKey);
        return http;
    }

    /// <summary>Takes operations for acknowledged that were written by other means.</summary>
    public void Assume(long number) => (Acknowledged, Attempted) = (number, number);

    /// <summary>The answers after an odd operation, as the database had them before they were sealed.</summary>
    public string AnswersOf(long number) => JsonSerializer.Serialize(PatchOf(number).Answers, ContractJson.Options);

    /// <summary>Sends the next operation; tries the same one again while it has not been acknowledged.</summary>
    /// <exception cref="HttpRequestException">The service is gone.</exception>
    public async Task<HttpResponseMessage> WriteNextAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var number = Acknowledged + 1;
        Attempted = Math.Max(Attempted, number);
        using var request = RequestOf(number);
        var response = await http.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            Acknowledged = number;
        }

        return response;
    }

    /// <summary>Reads the draft.</summary>
    public async Task<HttpResponseMessage> GetAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        request.Headers.Add(WireHeaders.Subject, subject);
        return await http.SendAsync(request, cancellationToken);
    }

    /// <summary>Holds what the service has against what was written; goes on from what is there.</summary>
    public async Task<DraftCheck> CheckAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var response = await GetAsync(http, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return Acknowledged == 0 ? DraftCheck.Whole : new DraftCheck(Acknowledged, null);
        }

        if (!response.IsSuccessStatusCode)
        {
            return new DraftCheck(0, $"reading {subject} is answered by {(int)response.StatusCode}");
        }

        var draft = (await response.Content.ReadFromJsonAsync<Draft>(ContractJson.Options, cancellationToken))!;
        if (draft.Revision < Acknowledged)
        {
            return new DraftCheck(Acknowledged - draft.Revision, null);
        }

        if (draft.Revision > Attempted)
        {
            return new DraftCheck(0, $"{subject} is at operation {draft.Revision}, and only {Attempted} were sent");
        }

        var fault = await CompareAsync(http, draft, cancellationToken);
        Acknowledged = draft.Revision;
        Attempted = draft.Revision;
        return new DraftCheck(0, fault);
    }

    private async Task<string?> CompareAsync(HttpClient http, Draft draft, CancellationToken cancellationToken)
    {
        var lastAnswers = draft.Revision - (IsReport(draft.Revision) ? 1 : 0);
        var lastReport = draft.Revision - (IsReport(draft.Revision) ? 0 : 1);
        if (draft.Answers[NumberItem].GetInt64() != lastAnswers || draft.Answers[TextItem].GetString() != TextOf(lastAnswers))
        {
            return $"{subject} is at operation {draft.Revision}, but its answers are not those of operation {lastAnswers}";
        }

        if (draft.HasReport != lastReport > 0)
        {
            return $"{subject} is at operation {draft.Revision}, but {(draft.HasReport ? "there is a" : "there is no")} report";
        }

        if (lastReport == 0)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, Url + "/report");
        request.Headers.Add(WireHeaders.Subject, subject);
        using var response = await http.SendAsync(request, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken) == ReportOf(lastReport)
            ? null
            : $"{subject} is at operation {draft.Revision}, but its report is not that of operation {lastReport}";
    }

    private static bool IsReport(long number) => number % 2 == 0;

    private HttpRequestMessage RequestOf(long number)
    {
        var request = IsReport(number)
            ? new HttpRequestMessage(HttpMethod.Put, Url + "/report") { Content = Json(ReportOf(number)) }
            : new HttpRequestMessage(HttpMethod.Patch, Url) { Content = Json(JsonSerializer.Serialize(PatchOf(number), ContractJson.Options)) };
        request.Headers.Add(WireHeaders.Subject, subject);
        return request;
    }

    private DraftPatch PatchOf(long number) => new()
    {
        Version = "1.0.0",
        Locale = "en",
        Path = "quick",
        CurrentItem = NumberItem,
        Answers = new Dictionary<string, JsonElement>
        {
            [NumberItem] = JsonSerializer.SerializeToElement(number),
            [TextItem] = JsonSerializer.SerializeToElement(TextOf(number)),
        },
    };

    /// <summary>The report of an even operation, as JSON.</summary>
    public string ReportOf(long number) => JsonSerializer.Serialize(
        new AnalyzeResult(
            new Analysis
            {
                Language = "en",
                Source = AnalysisSource.Local,
                Instrument = new InstrumentReference("votive-core", "1.0.0", new string('0', 64)),
                Patterns = [],
                Contradictions = [],
                BlindSpots = [],
                LeveragePoints = [],
                Risks = [],
                IdentitySynthesis = new IdentitySynthesis([]),
                Scores = [],
                Cautions = [new Caution("not-free", TextOf(number))],
            },
            new AnalysisMeta
            {
                Source = AnalysisSource.Local,
                Prompt = new PromptUse("IDENTITY_ANALYSIS", 1, Stale: false),
                Verification = VerificationSummary.None,
                TraceId = new string('a', 32),
            }),
        ContractJson.Options);

    /// <summary>Text of some bytes to some pages that follows from the operation.</summary>
    private string TextOf(long number)
    {
        var random = new Random(unchecked(seed + (int)(number * 7919)));
        var bytes = new byte[random.Next(3) == 0 ? random.Next(12_000) : random.Next(300)];
        random.NextBytes(bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{subject} {number} {Convert.ToHexString(bytes)}");
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}

/// <summary>How what is there compares with what was written.</summary>
/// <param name="Lost">Acknowledged operations that are not there.</param>
/// <param name="Fault">Null when all that is there belongs together.</param>
internal readonly record struct DraftCheck(long Lost, string? Fault)
{
    /// <summary>Nothing is lost, nothing is amiss.</summary>
    public static DraftCheck Whole => default;
}
