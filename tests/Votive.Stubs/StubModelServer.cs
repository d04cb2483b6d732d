using System.Text.Json;
using System.Text.RegularExpressions;

namespace Votive.Stubs;

/// <summary>Stands for the Claude API: <c>POST /v1/messages</c>, not streaming.</summary>
public static partial class StubModelServer
{
    /// <summary>The model that says it answered.</summary>
    public const string ModelName = "claude-stub-1";

    /// <summary>Starts a server that reads what it is given and claims only what stands there.</summary>
    public static Task<StubServer> StartAsync(CancellationToken cancellationToken) =>
        StubServer.StartAsync("/v1/messages", Reading(StubReading.Truthful), cancellationToken);

    /// <summary>A reading of the briefing that the request carries.</summary>
    public static StubAnswer Reading(Func<JsonElement, object> read) => (context, request) =>
        Text(JsonSerializer.Serialize(read(BriefingOf(request))))(context, request);

    /// <summary>A message with this text.</summary>
    /// <param name="text">What the model says; null for a message with no text in it.</param>
    /// <param name="stopReason">Why it stopped, as the API names it.</param>
    public static StubAnswer Text(string? text, string stopReason = "end_turn") => StubAnswers.Body(Message(text, stopReason));

    /// <summary>The API's refusal with this status.</summary>
    public static StubAnswer Error(int status, string type, string? retryAfter = null) => async (context, request) =>
    {
        await StubAnswers.Status(status, retryAfter)(context, request);
        await StubAnswers.Body(JsonSerializer.Serialize(new { type = "error", error = new { type, message = "stub" } }))(context, request);
    };

    /// <summary>A message as the API writes it.</summary>
    public static string Message(string? text, string stopReason = "end_turn") => JsonSerializer.Serialize(new
    {
        id = "msg_stub",
        type = "message",
        role = "assistant",
        model = ModelName,
        content = text is null ? [] : new[] { new { type = "text", text } },
        stop_reason = stopReason,
        stop_sequence = (string?)null,
        usage = new { input_tokens = 1000, output_tokens = 200 },
    });

    /// <summary>The JSON document in the first user turn of a request.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static JsonElement BriefingOf(RecordedRequest request)
    {
        var content = request.Json.GetProperty("messages")[0].GetProperty("content");
        var text = content.ValueKind == JsonValueKind.String ? content.GetString()! : content[0].GetProperty("text").GetString()!;
        return Document().Match(text) is { Success: true } match
            ? JsonSerializer.Deserialize<JsonElement>(match.Groups["json"].ValueSpan)
            : throw new InvalidOperationException("The first user turn holds no document.");
    }

    [GeneratedRegex("<document>(?<json>.*)</document>", RegexOptions.Singleline)]
    private static partial Regex Document();
}
