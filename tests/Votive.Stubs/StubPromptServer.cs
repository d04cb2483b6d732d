using System.Text.Json;
using Votive.Contracts;
using Votive.Contracts.Prompts;

namespace Votive.Stubs;

/// <summary>Stands for the prompt service: <c>POST /api/resolve</c>.</summary>
public static class StubPromptServer
{
    /// <summary>Starts a server that gives <see cref="SetFor"/>.</summary>
    public static Task<StubServer> StartAsync(CancellationToken cancellationToken) =>
        StubServer.StartAsync("/api/resolve", Resolve(), cancellationToken);

    /// <summary>The resolution set that was asked for.</summary>
    /// <param name="change">What is different about it; null for nothing.</param>
    public static StubAnswer Resolve(Func<ResolutionSet, ResolutionSet>? change = null) => async (context, request) =>
        await StubAnswers.Body(Envelope(request, change))(context, request);

    /// <summary>The answer's JSON, cut off in the middle, as a complete response.</summary>
    public static StubAnswer Truncated { get; } = async (context, request) =>
        await StubAnswers.Body(Envelope(request)[..^40])(context, request);

    /// <summary>Valid JSON of another service.</summary>
    public static StubAnswer ForeignJson { get; } = StubAnswers.Body("""{"success":true,"data":{"status":"ok","items":[1,2,3]}}""");

    /// <summary>A set whose members break the contract's limits.</summary>
    public static StubAnswer WrongSchema { get; } = Resolve(set => set with { Hash = "short", Version = 0 });

    /// <summary>A valid answer of more than 1 MiB.</summary>
    public static StubAnswer Huge { get; } = async (context, request) =>
        await StubAnswers.Body(Envelope(request) + new string(' ', 1024 * 1024))(context, request);

    /// <summary>A small valid set for this request.</summary>
    public static ResolutionSet SetFor(ResolveRequest request) => new()
    {
        Key = request.Key,
        Revision = 7,
        Version = 3,
        Hash = new string('a', 64),
        Language = request.Language ?? "en",
        Content = "You are a second reader. Answer in {{language}}. The mark {{canary}} stays here.",
        Variables = ["canary", "language"],
        Settings = request.ThinkingEnabled
            ? new ModelSettings { MaxTokens = 8000, ThinkingBudget = 4000 }
            : new ModelSettings { MaxTokens = 4000 },
        OutputSchema = JsonSerializer.SerializeToElement(new { type = "object" }),
        FreshUntil = DateTimeOffset.UnixEpoch,
    };

    private static string Envelope(RecordedRequest request, Func<ResolutionSet, ResolutionSet>? change = null)
    {
        var set = SetFor(JsonSerializer.Deserialize<ResolveRequest>(request.Body, ContractJson.StrictOptions)!);
        return JsonSerializer.Serialize(new SuccessEnvelope<ResolutionSet>(change?.Invoke(set) ?? set), ContractJson.Options);
    }
}
