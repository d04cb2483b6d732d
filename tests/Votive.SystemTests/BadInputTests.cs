using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Votive.Contracts;

namespace Votive.SystemTests;

/// <summary>What the analysis API says to input that it can't take.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task EveryFault_Is400_AndNamesTheField()
    {
        await using var system = await TemporarySystem.StartAsync();
        using var backend = new HttpClient { BaseAddress = system.Services.Backend };
        (string Field, Action<JsonObject> Spoil)[] faults =
        [
            ("answers.go.kept10", request => request["answers"]!["go.kept10"] = 11),
            ("answers.go.keptt", request => request["answers"]!["go.keptt"] = 1),
            ("answers.dir.line", request => request["answers"]!["dir.line"] = new string('a', 100_000)),
            ("locale", request => request["locale"] = "de"),
            ("instrument", request => request["instrument"] = "votive-other"),
            ("version", request => request["version"] = "9.9.9"),
            ("withhold", request => request["withhold"] = new JsonArray("no.such.item")),
        ];

        foreach (var (field, spoil) in faults)
        {
            using var response = await PostAsync(backend, Spoiled(spoil));

            Assert.True(HttpStatusCode.BadRequest == response.StatusCode, $"{field}: {response.StatusCode}");
            var problem = await response.ProblemAsync();
            Assert.Equal(ProblemCodes.Validation, problem.Code);
            Assert.True(problem.Errors!.Keys.Any(key => key.StartsWith(field, StringComparison.Ordinal)), $"{field} is not among {string.Join(", ", problem.Errors.Keys)}");
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{ "instrument": 1 }""")]
    [InlineData("""{ "instrument": "votive-core", "extra": true }""")]
    public async Task BadJson_Is400(string body)
    {
        await using var system = await TemporarySystem.StartAsync();
        using var backend = new HttpClient { BaseAddress = system.Services.Backend };

        using var response = await PostAsync(backend, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull((await response.ProblemAsync()).Code);
    }

    private static string Spoiled(Action<JsonObject> spoil)
    {
        var request = JsonSerializer.SerializeToNode(Api.Request("en"), ContractJson.Options)!.AsObject();
        spoil(request);
        return request.ToJsonString();
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient backend, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await backend.PostAsync(Api.Analyze, content, TestContext.Current.CancellationToken);
    }
}
