using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Votive.Backend.Circuits;
using Votive.Contracts.Prompts;

namespace Votive.Backend.Models;

/// <summary>Calls Claude, one call at a time, through its circuit.</summary>
internal sealed class ModelClient(
    IHttpClientFactory clients,
    [FromKeyedServices(ModelsFeature.CircuitName)] Circuit circuit,
    IOptions<ModelOptions> options,
    TimeProvider clock)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string HttpClientName = "anthropic";

    private readonly ModelOptions _options = options.Value;

    /// <summary>Whether there is a model to ask.</summary>
    public bool IsEnabled => _options.UsesClaude;

    /// <summary>Whether the last call was answered with 401 or 403.</summary>
    public bool IsKeyRefused { get; private set; }

    /// <summary>Opens the exchange of one analysis.</summary>
    /// <param name="instructions">The system prompt.</param>
    /// <param name="settings">How to call the model.</param>
    /// <param name="schema">JSON Schema of the answer.</param>
    public ModelExchange Open(string instructions, ModelSettings settings, JsonElement schema) =>
        new(this, instructions, ClaudeRequest.Create(settings, _options.Model, schema), _options.Deadline, clock);

    /// <summary>Makes one call.</summary>
    /// <exception cref="ModelException">There is no answer.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled; the call to the provider too.</exception>
    public async Task<ModelAnswer> CallAsync(IReadOnlyList<ChatMessage> messages, ChatOptions chat, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await circuit.ExecuteAsync(token => CallUpstreamAsync(messages, chat, token), cancellationToken);
            IsKeyRefused = false;
            return answer;
        }
        catch (CircuitOpenException open)
        {
            throw new ModelException(ModelFailure.CircuitOpen, open.RetryAfter);
        }
        catch (TimeoutException)
        {
            throw new ModelException(ModelFailure.TimedOut);
        }
        catch (ModelException exception)
        {
            IsKeyRefused = exception.Failure == ModelFailure.KeyRefused;
            throw;
        }
    }

    private async Task<ModelAnswer> CallUpstreamAsync(IReadOnlyList<ChatMessage> messages, ChatOptions chat, CancellationToken cancellationToken)
    {
        using var http = clients.CreateClient(HttpClientName);
        using var sdk = new AnthropicClient(new ClientOptions
        {
            // What is not set here the SDK takes from the environment of the process.
            ApiKey = _options.ApiKey,
            BaseUrl = _options.BaseUrl.AbsoluteUri,
            OpenTelemetry = false,
            HttpClient = http,
            MaxRetries = 0,
        });
        using var client = sdk.AsIChatClient();
        try
        {
            var response = await client.GetResponseAsync(messages, chat, cancellationToken);
            return new ModelAnswer(
                response.Text,
                response.FinishReason,
                response.ModelId ?? _options.Model,
                response.Usage?.InputTokenCount ?? 0,
                response.Usage?.OutputTokenCount ?? 0);
        }
        catch (Exception exception) when (exception is HttpRequestException or AnthropicIOException)
        {
            throw new ModelException(ModelFailure.Unreachable);
        }
        catch (Exception exception) when (exception is AnthropicException or JsonException)
        {
            throw new ModelException(ModelFailure.Garbled);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The SDK's own limit of ten minutes, where MODEL_TIMEOUT_MS is as long.
            throw new ModelException(ModelFailure.TimedOut);
        }
    }
}
