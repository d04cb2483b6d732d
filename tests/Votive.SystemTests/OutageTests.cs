using System.Net;
using Votive.Contracts;

namespace Votive.SystemTests;

/// <summary>The prompt service goes away while people work.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task PromptServiceGone_WarmAnalysesGoOn_AndAColdOneGets503()
    {
        await using var system = await TemporarySystem.StartAsync();
        using var backend = new HttpClient { BaseAddress = system.Services.Backend };
        using (var warming = await backend.AnalyzeAsync(Api.Request("en")))
        {
            Assert.Equal(HttpStatusCode.OK, warming.StatusCode);
        }

        await system.Services.Hosts[0].StopAsync(TestContext.Current.CancellationToken);
        using var warm = await backend.AnalyzeAsync(Api.Request("en"));
        using var cold = await backend.AnalyzeAsync(Api.Request("pl"));

        Assert.Equal(HttpStatusCode.OK, warm.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, cold.StatusCode);
        Assert.True(cold.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        var problem = await cold.ProblemAsync();
        Assert.Equal(ProblemCodes.Unavailable, problem.Code);
        Assert.Matches("^[0-9a-f]{32}$", problem.TraceId!);
    }
}
