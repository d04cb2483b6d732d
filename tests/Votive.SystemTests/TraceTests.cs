using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Votive.SystemTests;

/// <summary>One trace runs through all services.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task HandingIn_IsOneTraceThroughWebBackendAndPromptService()
    {
        var requests = new ConcurrentQueue<(string Service, string Path, string TraceId)>();
        await using var system = await TemporarySystem.StartAsync(configureService: (name, builder) =>
            builder.Services.AddSingleton<IStartupFilter>(new Recorder(name, requests)));
        using var visitor = new Visitor(system.Services.Web);
        await visitor.SendAsync(await visitor.GoAsync("/assessment"), "/assessment", ("store", "yes"));
        await visitor.SendAsync(await visitor.GoAsync("/assessment/day.steady"), "/assessment/day.steady", ("day.steady", "4"));
        var review = await visitor.GoAsync("/assessment/review");
        requests.Clear();

        await visitor.SendAsync(review, "/assessment/review");

        Assert.Equal("/insights", visitor.Address.AbsolutePath);
        var handingIn = requests.Single(request => request is { Service: "Votive.Web", Path: "/assessment/review" });
        Assert.Contains(requests, request => request == ("Votive.Backend", "/api/v1/claude/analyze", handingIn.TraceId));
        Assert.Contains(requests, request => request == ("Votive.PromptService", "/api/resolve", handingIn.TraceId));
        Assert.Contains(requests, request => request == ("Votive.PromptService", "/api/me/drafts/votive-core", handingIn.TraceId));
    }

    private sealed class Recorder(string service, ConcurrentQueue<(string Service, string Path, string TraceId)> requests) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, proceed) =>
            {
                requests.Enqueue((service, context.Request.Path, Activity.Current!.TraceId.ToHexString()));
                return proceed(context);
            });
            next(app);
        };
    }
}
