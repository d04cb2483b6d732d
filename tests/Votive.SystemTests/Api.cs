using System.Net.Http.Json;
using Votive.Assessment.Personas;
using Votive.Contracts;
using Votive.Contracts.Analyses;

namespace Votive.SystemTests;

/// <summary>The backend as a caller sees it.</summary>
internal static class Api
{
    public static readonly Uri Analyze = new("/api/v1/claude/analyze", UriKind.Relative);

    public static AnalyzeRequest Request(string locale) => Persona.Find("night-shift-nurse")!.Request(locale);

    public static Task<HttpResponseMessage> AnalyzeAsync(this HttpClient backend, AnalyzeRequest request) =>
        backend.PostAsJsonAsync(Analyze, request, ContractJson.Options, TestContext.Current.CancellationToken);

    public static async Task<AnalyzeResult> ResultAsync(this HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var envelope = await response.Content.ReadFromJsonAsync<SuccessEnvelope<AnalyzeResult>>(ContractJson.Options, TestContext.Current.CancellationToken);
        Assert.True(envelope!.Success);
        return envelope.Data;
    }

    public static async Task<Problem> ProblemAsync(this HttpResponseMessage response)
    {
        Assert.Equal(Problem.MediaType, response.Content.Headers.ContentType?.MediaType);
        return (await response.Content.ReadFromJsonAsync<Problem>(ContractJson.Options, TestContext.Current.CancellationToken))!;
    }

    /// <summary>Every insight and sentence of an analysis with its evidence.</summary>
    public static IEnumerable<(string Claim, IReadOnlyList<Evidence> Evidence)> Claims(this Analysis analysis) =>
        new[] { analysis.Patterns, analysis.Contradictions, analysis.BlindSpots, analysis.LeveragePoints, analysis.Risks }
            .SelectMany(part => part.Select(insight => (insight.Text, insight.Evidence)))
            .Concat(analysis.IdentitySynthesis.Sentences.Select(sentence => (sentence.Text, sentence.Evidence)));
}
