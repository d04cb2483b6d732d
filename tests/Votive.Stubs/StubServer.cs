using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Votive.Stubs;

/// <summary>A real server on a free loopback port that answers as a test says and records what it is asked.</summary>
public sealed class StubServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _path;
    private readonly ConcurrentQueue<StubAnswer> _script = new();
    private readonly Channel<RecordedRequest> _arrivals = Channel.CreateUnbounded<RecordedRequest>();
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly Channel<RecordedRequest> _aborted = Channel.CreateUnbounded<RecordedRequest>();

    private StubServer(string path, StubAnswer answer)
    {
        _path = path;
        Answer = answer;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.Configure<KestrelServerOptions>(options => options.AllowSynchronousIO = false);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    /// <summary>Starts a server.</summary>
    /// <param name="path">The only path that is answered, for POST; all else is a 404.</param>
    /// <param name="answer">The answer when nothing is scripted.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    public static async Task<StubServer> StartAsync(string path, StubAnswer answer, CancellationToken cancellationToken)
    {
        var server = new StubServer(path, answer);
        await server._app.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>The answer when nothing is scripted.</summary>
    public StubAnswer Answer { get; set; }

    /// <summary>Everything that was asked, in the order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>Answers for the next requests, one each; after them <see cref="Answer"/> counts again.</summary>
    public void Script(params IEnumerable<StubAnswer> answers)
    {
        foreach (var answer in answers)
        {
            _script.Enqueue(answer);
        }
    }

    /// <summary>The next request that nobody has waited for yet; waits for its arrival.</summary>
    public async Task<RecordedRequest> NextRequestAsync(CancellationToken cancellationToken) =>
        await _arrivals.Reader.ReadAsync(cancellationToken);

    /// <summary>The next request whose caller closed the connection before the answer was complete.</summary>
    public async Task<RecordedRequest> NextAbortedAsync(CancellationToken cancellationToken) =>
        await _aborted.Reader.ReadAsync(cancellationToken);

    /// <summary>Stops listening: from now on, callers are refused a connection.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new RecordedRequest(
            context.Request.Path,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToArray()!, StringComparer.OrdinalIgnoreCase)!,
            await reader.ReadToEndAsync(context.RequestAborted));
        using var abort = context.RequestAborted.Register(() => _aborted.Writer.TryWrite(request));
        _requests.Enqueue(request);
        var answer = _script.TryDequeue(out var scripted) ? scripted : Answer;
        _arrivals.Writer.TryWrite(request);
        if (context.Request.Method != HttpMethods.Post || request.Path != _path)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        try
        {
            await answer(context, request);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller gave up.
        }
    }
}
