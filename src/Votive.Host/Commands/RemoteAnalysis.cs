using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Console;
using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.Host.Running;

namespace Votive.Host.Commands;

/// <summary>The report through the services, over HTTP.</summary>
internal static class RemoteAnalysis
{
    /// <summary>A little over the backend's own limit for one analysis, so that the backend's word on it arrives.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(200);

    /// <summary>Asks a running backend, or one that is started for this question.</summary>
    public static async Task<AnalysisOutcome> MakeAsync(
        AnalyzeRequest request, Uri? server, string? dataPath, Progress progress, CancellationToken cancellationToken)
    {
        if (server is not null)
        {
            return await AskAsync(request, server, progress, cancellationToken);
        }

        progress.Report("Starting the services.");
        await using var system = await VotiveSystem.StartAsync(
            new VotiveSystemOptions
            {
                DataDirectory = DataDirectory.Open(dataPath),

                // A backup that is due is for services that stay; here a person would wait for it.
                Settings = new Dictionary<string, string?>(ProcessSettings.Read()) { ["JOB_BACKUP_ENABLED"] = "false" },

                // Standard output is the report's alone.
                ConfigureService = (_, builder) =>
                    builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace),
            },
            cancellationToken);
        return await AskAsync(request, system.Backend, progress, cancellationToken);
    }

    private static async Task<AnalysisOutcome> AskAsync(AnalyzeRequest request, Uri backend, Progress progress, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = backend, Timeout = Limit };
        progress.Report("Reading the answers; with a model this takes up to a minute.");
        try
        {
            using var response = await http.PostAsJsonAsync(
                new Uri("api/v1/claude/analyze", UriKind.Relative), request, ContractJson.Options, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                var envelope = await response.Content.ReadFromJsonAsync<SuccessEnvelope<AnalyzeResult>>(ContractJson.Options, cancellationToken);
                return AnalysisOutcome.Success(envelope!.Data);
            }

            return Explain(response, await ReadProblemAsync(response, cancellationToken));
        }
        catch (HttpRequestException)
        {
            return AnalysisOutcome.Failure(ExitCodes.Unavailable, "The backend can't be reached. `--offline` makes the report without it.");
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            return AnalysisOutcome.Failure(ExitCodes.Unavailable, "The backend did not answer in time. `--offline` makes the report without it.");
        }
        catch (JsonException)
        {
            return AnalysisOutcome.Failure(ExitCodes.Unavailable, "What answered there is not Votive's backend.");
        }
    }

    private static AnalysisOutcome Explain(HttpResponseMessage response, Problem? problem)
    {
        var exitCode = response.StatusCode switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => ExitCodes.InvalidInput,
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests => ExitCodes.Unavailable,
            _ => ExitCodes.Failure,
        };
        var message = problem?.Detail ?? problem?.Title ?? "The backend refused the request.";
        if (response.Headers.RetryAfter?.Delta is { } wait)
        {
            message += $" Try again in {wait.TotalSeconds:0} s.";
        }

        if (problem?.TraceId is { } traceId)
        {
            message += $" (trace {traceId})";
        }

        return AnalysisOutcome.Failure(exitCode, message, problem?.Errors);
    }

    private static async Task<Problem?> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.Content.Headers.ContentType?.MediaType == Problem.MediaType
            ? await response.Content.ReadFromJsonAsync<Problem>(ContractJson.Options, cancellationToken)
            : null;
}
