using System.Net;
using System.Text.Json.Nodes;
using Votive.Contracts;

namespace Votive.Backend.Tests.Analyze;

/// <summary>Bad input: refused by name, before anything else is asked.</summary>
public sealed class AnalyzeInputTests : IAsyncLifetime
{
    private TestBackend _backend = null!;

    public static TheoryData<string, string, string> Faults => new()
    {
        { "instrument", "\"other-instrument\"", "instrument" },
        { "instrument", "\"\"", "instrument" },
        { "instrument", "null", "instrument" },
        { "instrument", "7", "instrument" },
        { "version", "\"9.9.9\"", "version" },
        { "version", "\"\"", "version" },
        { "locale", "\"de\"", "locale" },
        { "locale", "\"EN\"", "locale" },
        { "locale", "null", "locale" },
        { "answers", "null", "answers" },
        { "answers", "[]", "answers" },
        { "answers", """{"no.such.item":1}""", "answers.no.such.item" },
        { "answers", """{"No.Such.Item":1}""", "answers.No.Such.Item" },
        { "answers", """{"day.steady":99}""", "answers.day.steady" },
        { "answers", """{"day.steady":"much"}""", "answers.day.steady" },
        { "answers", """{"val.pick":["no-such-value"]}""", "answers.val.pick[0]" },
        { "withhold", """["dir.line","no.such.item"]""", "withhold[1]" },
        { "withhold", "null", "withhold" },
        { "withhold", "[null]", "withhold[0]" },
        { "withhold", "\"dir.line\"", "withhold" },
        { "subject", "\"short\"", "subject" },
        { "subject", "\"not an id at all\"", "subject" },
        { "thinking", "\"yes\"", "thinking" },
        { "more", "1", "more" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _backend = await TestBackend.StartAsync(Token);

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_Is400NamingTheField(string member, string value, string field)
    {
        var request = AnalyzeCalls.RequestOf();
        request[member] = JsonNode.Parse(value);

        using var response = await _backend.PostAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.ProblemAsync();
        Assert.Equal(ProblemCodes.Validation, problem.Code);
        Assert.Contains(field, problem.Errors!.Keys);
        Assert.Empty(_backend.Prompts.Requests);
    }

    [Fact]
    public async Task TextOf100Kilobytes_Is400NamingTheItem()
    {
        var request = AnalyzeCalls.RequestOf();
        request["answers"]!["dir.line"] = new string('x', 100_000);

        using var response = await _backend.PostAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("2000", Assert.Single((await response.ProblemAsync()).Errors!["answers.dir.line"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralFaults_AreAllNamed()
    {
        var request = AnalyzeCalls.RequestOf();
        request["locale"] = "de";
        request["withhold"] = new JsonArray("nothing");
        request["answers"] = new JsonObject { ["day.steady"] = 99, ["nothing"] = 1 };

        using var response = await _backend.PostAsync(request);

        var problem = await response.ProblemAsync();
        Assert.Equal(["answers.day.steady", "answers.nothing", "locale", "withhold[0]"], problem.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"instrument\":\"a\",\"instrument\":\"b\"}")]
    public async Task BadJson_Is400(string body)
    {
        using var response = await _backend.PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull((await response.ProblemAsync()).Code);
    }

    [Fact]
    public async Task BodyAboveTheLimit_Is413()
    {
        using var response = await _backend.PostAsync(new string(' ', 257 * 1024));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(ProblemCodes.TooLarge, (await response.ProblemAsync()).Code);
    }

    [Fact]
    public async Task RefusedAnswer_IsNotRepeated()
    {
        var request = AnalyzeCalls.RequestOf();
        request["answers"]!["day.steady"] = "canary-of-an-answer";

        using var response = await _backend.PostAsync(request);

        Assert.DoesNotContain("canary", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubjectOfAStranger_IsIgnored()
    {
        var request = AnalyzeCalls.RequestOf();
        request["subject"] = "somebody-else-1234";

        Assert.NotNull(await _backend.AnalyzeAsync(request));
    }
}
