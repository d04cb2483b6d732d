using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using Votive.Contracts;
using Votive.Contracts.Prompts;

namespace Votive.Backend.Prompts;

/// <summary>Asks the prompt service, and believes only an answer that keeps the contract.</summary>
internal sealed class PromptClient(IHttpClientFactory clients)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string HttpClientName = "prompt-service";

    /// <summary>Largest answer that is read.</summary>
    public const int MaxAnswerBytes = 1024 * 1024;

    private static readonly MediaTypeHeaderValue Json = new(MediaTypeNames.Application.Json);

    /// <summary>The resolution set in force.</summary>
    /// <exception cref="PromptServiceException">The service could not be reached, refused, or did not keep the contract.</exception>
    public async Task<ResolutionSet> ResolveAsync(PromptSelector selector, CancellationToken cancellationToken)
    {
        try
        {
            using var http = clients.CreateClient(HttpClientName);
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/resolve");
            request.Content = JsonContent.Create(
                new ResolveRequest { Key = selector.Key, ThinkingEnabled = selector.ThinkingEnabled, Language = selector.Language },
                Json,
                ContractJson.Options);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return await ReadAsync(response, selector, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new PromptServiceException("The prompt service could not be reached.", inner: exception);
        }
    }

    private static async Task<ResolutionSet> ReadAsync(HttpResponseMessage response, PromptSelector selector, CancellationToken cancellationToken)
    {
        switch (response)
        {
            case { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and var status }:
                throw new PromptServiceException($"The prompt service refused with {(int)status}.", status);
            case { StatusCode: not HttpStatusCode.OK and var status }:
                throw new PromptServiceException($"The prompt service answered {(int)status}.");
            case { Content.Headers.ContentType.MediaType: not MediaTypeNames.Application.Json }:
                throw new PromptServiceException("The prompt service did not answer with JSON.");
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = await ReadAllAsync(body, cancellationToken);
        var set = Parse(bytes.Span)?.Data ?? throw new PromptServiceException("The prompt service's answer is empty.");
        return Checked(set, selector);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAllAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        int read;
        while ((read = await body.ReadAsync(buffer.GetMemory(), cancellationToken)) > 0)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > MaxAnswerBytes)
            {
                throw new PromptServiceException("The prompt service's answer is too large.");
            }
        }

        return buffer.WrittenMemory;
    }

    private static SuccessEnvelope<ResolutionSet>? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<SuccessEnvelope<ResolutionSet>>(json, ContractJson.Options);
        }
        catch (JsonException exception)
        {
            // Without the inner exception: its text may quote the answer.
            throw new PromptServiceException($"The prompt service's answer does not keep the contract at {exception.Path ?? "$"}.");
        }
    }

    private static ResolutionSet Checked(ResolutionSet set, PromptSelector selector)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(set, new ValidationContext(set), faults, validateAllProperties: true);
        Validator.TryValidateObject(set.Settings, new ValidationContext(set.Settings), faults, validateAllProperties: true);
        if (set.Settings.ThinkingBudget is { } budget && (set.Settings.Temperature is not null || budget >= set.Settings.MaxTokens))
        {
            faults.Add(new ValidationResult("thinking", [nameof(ModelSettings.ThinkingBudget)]));
        }

        if (set.Key != selector.Key)
        {
            faults.Add(new ValidationResult("key", [nameof(ResolutionSet.Key)]));
        }

        if (set.Variables.Contains(null!))
        {
            faults.Add(new ValidationResult("variables", [nameof(ResolutionSet.Variables)]));
        }

        if (set.OutputSchema.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new ValidationResult("schema", [nameof(ResolutionSet.OutputSchema)]));
        }

        if (faults.Count > 0)
        {
            var members = faults.SelectMany(fault => fault.MemberNames).Distinct(StringComparer.Ordinal);
            throw new PromptServiceException($"The prompt service's answer does not keep the contract: {string.Join(", ", members)}.");
        }

        // Shared by all who read the cache, so nobody may change it.
        return set with { Variables = [.. set.Variables] };
    }
}
