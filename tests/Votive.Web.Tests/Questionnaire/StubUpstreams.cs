using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.Contracts.Drafts;

namespace Votive.Web.Tests.Questionnaire;

/// <summary>Stands in for the prompt service (drafts and reports, kept in memory) and for the backend (records what it is asked, and is down or answers).</summary>
public sealed class StubUpstreams : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Draft> _drafts = new();
    private readonly ConcurrentDictionary<string, AnalyzeResult> _reports = new();

    private StubUpstreams(WebApplication app) => _app = app;

    /// <summary>Where both answer.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>While true, drafts answer 503.</summary>
    public bool DraftsDown { get; set; }

    /// <summary>While true, drafts answer 401, as they do to a wrong service credential.</summary>
    public bool DraftsRefuse { get; set; }

    /// <summary>Makes the report for a request; null while the backend answers 503.</summary>
    public Func<AnalyzeRequest, AnalyzeResult>? Analyze { get; set; }

    /// <summary>What the backend was asked, in order.</summary>
    public ConcurrentQueue<AnalyzeRequest> Analyses { get; } = new();

    /// <summary>The drafts of all visitors.</summary>
    public IEnumerable<Draft> Drafts => _drafts.Values;

    /// <summary>The only draft there is.</summary>
    public Draft Draft => _drafts.Values.Single();

    /// <summary>The only report there is.</summary>
    public AnalyzeResult Report => _reports.Values.Single();

    public static async Task<StubUpstreams> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.ConfigureHttpJsonOptions(options => ContractJson.ConfigureStrict(options.SerializerOptions));
        var app = builder.Build();
        var stub = new StubUpstreams(app);
        var draft = app.MapGroup("/api/me/drafts/{instrument}").AddEndpointFilter(async (context, next) =>
            stub.DraftsRefuse ? TypedResults.Unauthorized()
            : stub.DraftsDown ? TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable)
            : await next(context));
        draft.MapGet("", stub.GetDraft);
        draft.MapPatch("", stub.PatchDraft);
        draft.MapDelete("", stub.DeleteDraft);
        draft.MapPut("/report", stub.PutReport);
        draft.MapGet("/report", stub.GetReport);
        app.MapPost("/api/v1/claude/analyze", stub.AnalyzeAnswers);
        await app.StartAsync(cancellationToken);
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Results<Ok<Draft>, NotFound> GetDraft(HttpContext context) =>
        _drafts.TryGetValue(Subject(context), out var draft) ? TypedResults.Ok(draft) : TypedResults.NotFound();

    private Results<Ok<Draft>, NotFound> PatchDraft(HttpContext context, string instrument, DraftPatch patch)
    {
        var found = _drafts.TryGetValue(Subject(context), out var before);
        if (!found && patch.Version is null)
        {
            return TypedResults.NotFound();
        }

        var answers = new Dictionary<string, JsonElement>(before?.Answers ?? new Dictionary<string, JsonElement>());
        foreach (var (id, answer) in patch.Answers ?? new Dictionary<string, JsonElement>())
        {
            answers.Remove(id);
            if (answer.ValueKind != JsonValueKind.Null)
            {
                answers[id] = answer;
            }
        }

        var now = TimeProvider.System.GetUtcNow();
        return TypedResults.Ok(_drafts[Subject(context)] = new Draft
        {
            Instrument = instrument,
            Version = patch.Version ?? before!.Version,
            Locale = patch.Locale ?? before!.Locale,
            Path = patch.Path ?? before!.Path,
            CurrentItem = patch.CurrentItem ?? before?.CurrentItem,
            Answers = answers,
            Revision = (before?.Revision ?? 0) + 1,
            UpdatedAt = now,
            ExpiresAt = now.AddDays(90),
            HasReport = before?.HasReport ?? false,
        });
    }

    private NoContent DeleteDraft(HttpContext context)
    {
        _drafts.TryRemove(Subject(context), out _);
        _reports.TryRemove(Subject(context), out _);
        return TypedResults.NoContent();
    }

    private NoContent PutReport(HttpContext context, AnalyzeResult report)
    {
        _reports[Subject(context)] = report;
        return TypedResults.NoContent();
    }

    private Results<Ok<AnalyzeResult>, NotFound> GetReport(HttpContext context) =>
        _reports.TryGetValue(Subject(context), out var report) ? TypedResults.Ok(report) : TypedResults.NotFound();

    private Results<Ok<SuccessEnvelope<AnalyzeResult>>, ProblemHttpResult> AnalyzeAnswers(AnalyzeRequest request)
    {
        Analyses.Enqueue(request);
        return Analyze is { } analyze
            ? TypedResults.Ok(new SuccessEnvelope<AnalyzeResult>(analyze(request)))
            : TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static string Subject(HttpContext context) => context.Request.Headers[WireHeaders.Subject].ToString();
}
