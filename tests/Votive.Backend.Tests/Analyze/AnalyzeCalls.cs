using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Votive.Assessment.Personas;
using Votive.Contracts;
using Votive.Contracts.Analyses;

namespace Votive.Backend.Tests.Analyze;

/// <summary>How the tests call <c>POST /api/v1/claude/analyze</c>.</summary>
internal static class AnalyzeCalls
{
    public const string Path = "/api/v1/claude/analyze";

    public const string PersonaName = "night-shift-nurse";

    /// <summary>A persona's request as a document that a test may change.</summary>
    public static JsonObject RequestOf(string locale = "en", string persona = PersonaName) =>
        JsonSerializer.SerializeToNode(Persona.Find(persona)!.Request(locale), ContractJson.Options)!.AsObject();

    public static Task<HttpResponseMessage> PostAsync(this TestBackend backend, JsonNode body) => backend.PostAsync(body.ToJsonString());

    public static async Task<HttpResponseMessage> PostAsync(this TestBackend backend, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(MediaTypeNames.Application.Json));
        return await backend.Http.PostAsync(Path, content, TestContext.Current.CancellationToken);
    }

    /// <summary>The result of a call that must succeed.</summary>
    public static async Task<AnalyzeResult> AnalyzeAsync(this TestBackend backend, JsonNode? body = null)
    {
        using var response = await backend.PostAsync(body ?? RequestOf());
        return await response.ResultAsync();
    }

    public static async Task<AnalyzeResult> ResultAsync(this HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var envelope = await response.Content.ReadFromJsonAsync<SuccessEnvelope<AnalyzeResult>>(ContractJson.Options, TestContext.Current.CancellationToken);
        Assert.True(envelope!.Success);
        return envelope.Data;
    }

    public static async Task<Problem> ProblemAsync(this HttpResponseMessage response)
    {
        Assert.Equal(Problem.MediaType, response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<Problem>(ContractJson.Options, TestContext.Current.CancellationToken);
        Assert.Equal((int)response.StatusCode, problem!.Status);
        Assert.Matches("^[0-9a-f]{32}$", problem.TraceId);
        return problem;
    }

    public static string? PromptCacheOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues(WireHeaders.PromptCache, out var values) ? Assert.Single(values) : null;
}
