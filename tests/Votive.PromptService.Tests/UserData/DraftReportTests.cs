using System.Net;
using System.Net.Http.Json;
using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.Contracts.Drafts;

namespace Votive.PromptService.Tests.UserData;

public sealed class SqliteDraftReportTests(PromptServiceProgram program) : DraftReportTests(program), IClassFixture<PromptServiceProgram>;

public sealed class PostgresDraftReportTests(PostgresPromptServiceProgram program) : DraftReportTests(program), IClassFixture<PostgresPromptServiceProgram>;

public abstract class DraftReportTests(PromptServiceProgram program)
{
    private const string DraftUrl = "/api/me/drafts/votive-core";
    private const string Url = DraftUrl + "/report";

    [Fact]
    public async Task KeptReport_ComesBackAsItWas()
    {
        using var client = await NewPersonWithDraftAsync();
        var report = Report("Poranki należą do Ciebie.");

        using var put = await client.PutAsJsonAsync(Url, report, ContractJson.Options, TestContext.Current.CancellationToken);
        var back = await client.GetStringAsync(Url, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(report, ContractJson.Options), back);
    }

    [Fact]
    public async Task KeptReport_ShowsInTheDraftAndStaysWhenAnswersChange()
    {
        using var client = await NewPersonWithDraftAsync();
        using var put = await client.PutAsJsonAsync(Url, Report("text"), ContractJson.Options, TestContext.Current.CancellationToken);

        using var patch = await client.PatchAsync(DraftUrl, Answers.Json("""{ "answers": { "go.kept10": 3 } }"""), TestContext.Current.CancellationToken);

        Assert.True((await patch.ReadAsync<Draft>()).HasReport);
        Assert.True((await client.GetFromJsonAsync<Draft>(DraftUrl, ContractJson.Options, TestContext.Current.CancellationToken))!.HasReport);
    }

    [Fact]
    public async Task SecondReport_ReplacesTheFirst()
    {
        using var client = await NewPersonWithDraftAsync();
        using var first = await client.PutAsJsonAsync(Url, Report("first"), ContractJson.Options, TestContext.Current.CancellationToken);

        using var second = await client.PutAsJsonAsync(Url, Report("second"), ContractJson.Options, TestContext.Current.CancellationToken);

        Assert.Contains("second", await client.GetStringAsync(Url, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoDraft_HasNoReport()
    {
        using var client = program.CreateService($"visitor-{Guid.NewGuid():N}");

        using var put = await client.PutAsJsonAsync(Url, Report("text"), ContractJson.Options, TestContext.Current.CancellationToken);
        using var get = await client.GetAsync(Url, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (put.StatusCode, get.StatusCode));
    }

    [Fact]
    public async Task DeletedDraft_TakesItsReportWithIt()
    {
        using var client = await NewPersonWithDraftAsync();
        using var put = await client.PutAsJsonAsync(Url, Report("text"), ContractJson.Options, TestContext.Current.CancellationToken);
        using var delete = await client.DeleteAsync(DraftUrl, TestContext.Current.CancellationToken);
        using var again = await client.PatchAsync(DraftUrl, Answers.Json(Begin), TestContext.Current.CancellationToken);

        using var get = await client.GetAsync(Url, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, get.StatusCode);
    }

    [Theory]
    [InlineData(200_000, HttpStatusCode.NoContent)]
    [InlineData(300_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task ReportOf256Kilobytes_IsTheLargest(int length, HttpStatusCode expected)
    {
        using var client = await NewPersonWithDraftAsync();

        using var put = await client.PutAsJsonAsync(Url, Report(new string('a', length)), ContractJson.Options, TestContext.Current.CancellationToken);

        Assert.Equal(expected, put.StatusCode);
    }

    [Fact]
    public async Task SomethingElseThanAReport_Is400()
    {
        using var client = await NewPersonWithDraftAsync();

        using var put = await client.PutAsync(Url, Answers.Json("""{ "analysis": {} }"""), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, put.StatusCode);
        Assert.NotEmpty((await put.ReadProblemAsync()).Errors!);
    }

    private const string Begin = """{ "version": "1.0.0", "locale": "pl", "path": "quick" }""";

    private static AnalyzeResult Report(string text) => new(
        new Analysis
        {
            Language = "pl",
            Source = AnalysisSource.Local,
            Instrument = new InstrumentReference("votive-core", "1.0.0", new string('0', 64)),
            Patterns = [],
            Contradictions = [],
            BlindSpots = [],
            LeveragePoints = [],
            Risks = [],
            IdentitySynthesis = new IdentitySynthesis([]),
            Scores = [new Score { Id = "follow-through", Name = "Doprowadzanie do końca", Raw = 7.50m, Validated = false }],
            Cautions = [new Caution("not-free", text)],
        },
        new AnalysisMeta
        {
            Source = AnalysisSource.Local,
            Prompt = new PromptUse("IDENTITY_ANALYSIS", 1, Stale: false),
            Verification = VerificationSummary.None,
            TraceId = new string('a', 32),
        });

    private async Task<HttpClient> NewPersonWithDraftAsync()
    {
        var client = program.CreateService($"visitor-{Guid.NewGuid():N}");
        using var begun = await client.PatchAsync(DraftUrl, Answers.Json(Begin), TestContext.Current.CancellationToken);
        begun.EnsureSuccessStatusCode();
        return client;
    }
}
