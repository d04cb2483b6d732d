using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Votive.Contracts;
using Votive.Contracts.Tests.Tracing;

namespace Votive.ServiceDefaults.Tests;

/// <summary>A service that calls itself, over real connections and with logging off: what came in must go on as the standard says.</summary>
public sealed class TracingTests(TracingTests.RelayFixture relay) : IClassFixture<TracingTests.RelayFixture>
{
    private const string TraceId = "12345678901234567890123456789012";
    private const string Sampled = $"00-{TraceId}-1234567890123456-01";

    [Theory]
    [MemberData(nameof(TraceVector.Ids), MemberType = typeof(TraceVector))]
    public async Task VectorOfTheStandard_HoldsOverHttp(string id)
    {
        var vector = TraceVector.All[id];

        var calls = await relay.SendAsync($"/relay?calls={vector.OutgoingCalls}", vector.InHeaders);

        vector.AssertHolds([.. calls.Select(call => new OutgoingTrace(call.TraceParent, call.TraceState))]);
    }

    [Fact]
    public async Task StrangersSamplingDecision_IsNotBelieved()
    {
        using var recorder = ParentBasedRecorder();

        var call = Assert.Single(await relay.SendAsync("/relay?calls=1", [["traceparent", Sampled]]));

        Assert.EndsWith("-00", call.TraceParent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OwnServicesSamplingDecision_IsFollowed()
    {
        using var recorder = ParentBasedRecorder();

        var call = Assert.Single(await relay.SendAsync(
            "/relay?calls=1", [["traceparent", Sampled], [WireHeaders.ServiceKey, TestService.Key]]));

        Assert.EndsWith("-01", call.TraceParent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallToAStranger_CarriesTheTraceButNotItsState()
    {
        var call = Assert.Single(await relay.SendAsync("/relay?calls=1&client=stranger", [["traceparent", Sampled], ["tracestate", "a=1"]]));

        Assert.Contains(TraceId, call.TraceParent, StringComparison.Ordinal);
        Assert.Null(call.TraceState);
    }

    [Fact]
    public async Task Baggage_IsNotSentOn()
    {
        var call = Assert.Single(await relay.SendAsync("/relay?calls=1", [["traceparent", Sampled], ["baggage", "a=1"]]));

        Assert.False(call.HasBaggage);
    }

    [Fact]
    public async Task EmptyFieldBesideAValidOne_BeginsANewTrace()
    {
        var call = Assert.Single(await relay.SendAsync("/relay?calls=1", [["traceparent", ""], ["traceparent", Sampled]]));

        Assert.DoesNotContain(TraceId, call.TraceParent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpanOfTheOutgoingCall_IsTheParentIdThatIsSent()
    {
        var spans = new ConcurrentQueue<string>(); // The listener hears other tests' calls too.
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            ActivityStarted = activity => spans.Enqueue(activity.SpanId.ToHexString()),
            Sample = (ref _) => ActivitySamplingResult.PropagationData,
        };
        ActivitySource.AddActivityListener(listener);

        var call = Assert.Single(await relay.SendAsync("/relay?calls=1", []));

        Assert.Contains(call.TraceParent.Substring(36, 16), spans);
    }

    [Fact]
    public async Task OneOfSeveralHostsStopped_TheOthersStillTrace()
    {
        await using (await TestService.StartAsync())
        {
        }

        var call = Assert.Single(await relay.SendAsync("/relay?calls=1", [["traceparent", Sampled]]));

        Assert.Contains(TraceId, call.TraceParent, StringComparison.Ordinal);
    }

    // What an exporter's usual sampler does: it records what the caller records.
    private static ActivityListener ParentBasedRecorder()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "System.Net.Http",
            Sample = (ref options) => options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.PropagationData,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>The headers of one outgoing call as they arrived.</summary>
    public sealed record RelayedCall(string TraceParent, string? TraceState, bool HasBaggage);

    public sealed class RelayFixture : IAsyncLifetime
    {
        private TestService _service = null!;

        public async ValueTask InitializeAsync() => _service = await TestService.StartAsync(
            app =>
            {
                app.MapGet("/relay", async (HttpContext context, IHttpClientFactory clients, int calls, string? client) =>
                {
                    var heard = new List<RelayedCall>();
                    using var http = clients.CreateClient(client ?? "peer");
                    for (var i = 0; i < calls; i++)
                    {
                        var address = new Uri($"http://127.0.0.1:{context.Connection.LocalPort}/echo");
                        heard.Add((await http.GetFromJsonAsync<RelayedCall>(address, ContractJson.Options, context.RequestAborted))!);
                    }

                    return heard;
                });
                app.MapGet("/echo", (HttpRequest request) => new RelayedCall(
                    request.Headers.TraceParent.Single()!,
                    request.Headers.TraceState is [var state] ? state : null,
                    request.Headers.ContainsKey("baggage") || request.Headers.ContainsKey("Correlation-Context")));
            },
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddHttpClient("peer").AddServiceCredential();
                builder.Services.AddHttpClient("stranger");
            });

        /// <summary>Sends exactly these fields, which no HTTP client would, and returns what the outgoing calls carried.</summary>
        public async Task<RelayedCall[]> SendAsync(string path, string[][] fields)
        {
            var cancellationToken = TestContext.Current.CancellationToken;
            using var socket = new TcpClient();
            await socket.ConnectAsync(_service.Address.Host, _service.Address.Port, cancellationToken);
            var request = new StringBuilder().Append("GET ").Append(path).Append(" HTTP/1.0\r\n");
            foreach (var field in fields)
            {
                request.Append(field[0]).Append(':').Append(field[1]).Append("\r\n");
            }

            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()), cancellationToken);
            using var reader = new StreamReader(socket.GetStream(), Encoding.UTF8);
            var answer = await reader.ReadToEndAsync(cancellationToken);
            Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
            return JsonSerializer.Deserialize<RelayedCall[]>(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..], ContractJson.Options)!;
        }

        public ValueTask DisposeAsync() => _service.DisposeAsync();
    }
}
