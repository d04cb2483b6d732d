using System.Globalization;
using System.Net;
using Votive.Contracts;
using Votive.Contracts.Drafts;

namespace Votive.PromptService.Tests.UserData;

public sealed class SqliteDraftTests(PromptServiceProgram program) : DraftTests(program), IClassFixture<PromptServiceProgram>;

public sealed class PostgresDraftTests(PostgresPromptServiceProgram program) : DraftTests(program), IClassFixture<PostgresPromptServiceProgram>;

public abstract class DraftTests(PromptServiceProgram program)
{
    private const string Url = "/api/me/drafts/votive-core";
    private const string Begin = """{ "version": "1.0.0", "locale": "en", "path": "quick", "answers": { "day.energy": [0, 4], "go.kept10": 7 } }""";

    [Fact]
    public async Task FirstPatch_BeginsTheDraft()
    {
        using var client = NewPerson();

        using var response = await PatchAsync(client, Begin);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(Url, response.Headers.Location?.OriginalString);
        var draft = await response.ReadAsync<Draft>();
        Assert.Equal(
            ("votive-core", "1.0.0", "en", "quick", null, 1L, program.Clock.GetUtcNow(), program.Clock.GetUtcNow().AddDays(90), false),
            (draft.Instrument, draft.Version, draft.Locale, draft.Path, draft.CurrentItem, draft.Revision, draft.UpdatedAt, draft.ExpiresAt, draft.HasReport));
    }

    [Fact]
    public async Task LaterPatch_MergesAnswers()
    {
        using var client = NewPerson();
        using var begun = await PatchAsync(client, Begin);

        using var response = await PatchAsync(client, """{ "currentItem": "mood.pleasant", "answers": { "go.kept10": null, "dir.line": "kimś, kto śpi" } }""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var draft = await GetAsync(client);
        Assert.Equal(2, draft.Revision);
        Assert.Equal("mood.pleasant", draft.CurrentItem);
        Assert.Equal(
            [("day.energy", "[0,4]"), ("dir.line", "\"kimś, kto śpi\"")],
            draft.Answers.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value.GetRawText())));
    }

    [Fact]
    public async Task TwentyPatchesAtOnce_AllSurvive()
    {
        using var client = NewPerson();
        using var begun = await PatchAsync(client, """{ "version": "1.0.0", "locale": "en", "path": "quick" }""");

        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            PatchAsync(client, string.Create(CultureInfo.InvariantCulture, $$"""{ "answers": { "item.{{number}}": {{number}} } }"""))));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        var draft = await GetAsync(client);
        Assert.Equal(Enumerable.Range(0, 20), draft.Answers.Values.Select(answer => answer.GetInt32()).Order());
        Assert.Equal(21, draft.Revision);
    }

    [Fact]
    public async Task TwentyFirstPatchesAtOnce_BeginOneDraft()
    {
        using var client = NewPerson();

        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => PatchAsync(
            client,
            string.Create(CultureInfo.InvariantCulture, $$"""{ "version": "1.0.0", "locale": "en", "path": "quick", "answers": { "item.{{number}}": {{number}} } }"""))));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.Created);
        Assert.Equal(20, (await GetAsync(client)).Answers.Count);
    }

    [Fact]
    public async Task EveryCharacter_ComesBackAsItWas()
    {
        using var client = NewPerson();
        const string text = "\\u0000 \\u0001 \\u2028 🙂 zażółć \\\"quoted\\\"";

        using var begun = await PatchAsync(
            client, $$"""{ "version": "1.0.0", "locale": "en", "path": "quick", "answers": { "end.more": "{{text}}" } }""");

        Assert.Equal("\0 \u0001 \u2028 🙂 zażółć \"quoted\"", (await GetAsync(client)).Answers["end.more"].GetString());
    }

    [Fact]
    public async Task OtherPersonsDraft_IsNotThere()
    {
        using var owner = NewPerson();
        using var begun = await PatchAsync(owner, Begin);
        using var other = NewPerson();

        using var get = await other.GetAsync(Url, TestContext.Current.CancellationToken);
        using var patch = await PatchAsync(other, """{ "answers": { "go.kept10": 1 } }""");
        using var delete = await other.DeleteAsync(Url, TestContext.Current.CancellationToken);
        using var report = await other.GetAsync(Url + "/report", TestContext.Current.CancellationToken);

        Assert.Equal(
            (HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NoContent, HttpStatusCode.NotFound),
            (get.StatusCode, patch.StatusCode, delete.StatusCode, report.StatusCode));
        Assert.Equal(7, (await GetAsync(owner)).Answers["go.kept10"].GetInt32());
    }

    [Fact]
    public async Task DeletedDraft_IsGone()
    {
        using var client = NewPerson();
        using var begun = await PatchAsync(client, Begin);

        using var delete = await client.DeleteAsync(Url, TestContext.Current.CancellationToken);
        using var get = await client.GetAsync(Url, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (delete.StatusCode, get.StatusCode));
        Assert.Equal(ProblemCodes.NotFound, (await get.ReadProblemAsync()).Code);
    }

    [Fact]
    public async Task BeginningWithoutVersionLocaleOrPath_Is400NamingThem()
    {
        using var client = NewPerson();

        using var response = await PatchAsync(client, """{ "locale": "pl" }""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(["path", "version"], (await response.ReadProblemAsync()).Errors!.Keys.Order());
    }

    [Fact]
    public async Task OtherInstrumentVersion_Is409AndChangesNothing()
    {
        using var client = NewPerson();
        using var begun = await PatchAsync(client, Begin);

        using var response = await PatchAsync(client, """{ "version": "2.0.0", "answers": { "go.kept10": 1 } }""");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(ProblemCodes.Conflict, (await response.ReadProblemAsync()).Code);
        Assert.Equal((1L, 7), ((await GetAsync(client)).Revision, (await GetAsync(client)).Answers["go.kept10"].GetInt32()));
    }

    [Fact]
    public async Task MoreThan64KilobytesOfAnswers_Is413AndChangesNothing()
    {
        using var client = NewPerson();
        using var begun = await PatchAsync(client, Begin);
        using var first = await PatchAsync(client, $$"""{ "answers": { "end.more": "{{new string('a', 40_000)}}" } }""");

        using var second = await PatchAsync(client, $$"""{ "answers": { "dir.line": "{{new string('b', 40_000)}}" } }""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.RequestEntityTooLarge), (first.StatusCode, second.StatusCode));
        Assert.Equal(ProblemCodes.TooLarge, (await second.ReadProblemAsync()).Code);
        Assert.Equal(2, (await GetAsync(client)).Revision);
    }

    [Theory]
    [InlineData("""{ "path": "slow" }""", "path")]
    [InlineData("""{ "locale": "a-very-long-locale" }""", "locale")]
    [InlineData("""{ "answers": { "no spaces": 1 } }""", "answers")]
    [InlineData("""{ "answers": [] }""", "answers")]
    [InlineData("""{ "subject": "visitor-of-another" }""", "subject")]
    [InlineData("""{ "revision": 7 }""", "revision")]
    [InlineData("""{ "version": "1.0.0\u0000", "locale": "en", "path": "quick" }""", "version")]
    [InlineData("""{ "version": "1.0.0", "locale": "e\u0000", "path": "quick" }""", "locale")]
    [InlineData("""{ "version": "1.0.0", "locale": "en", "path": "quick", "currentItem": "\u0000" }""", "currentItem")]
    [InlineData("""{ "version": "1.0.0", "locale": "en", "path": "quick", "answers": { "end.more": "half a character: \ud83d" } }""", "answers")]
    public async Task FaultyField_Is400NamingIt(string body, string field)
    {
        using var client = NewPerson();

        using var response = await PatchAsync(client, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([field], (await response.ReadProblemAsync()).Errors!.Keys);
    }

    [Theory]
    [InlineData("Votive")]
    [InlineData("votive_core")]
    [InlineData("votive%2Fcore")]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg")]
    public async Task FaultyInstrumentId_Is400NamingIt(string instrument)
    {
        using var client = NewPerson();

        using var response = await client.GetAsync($"/api/me/drafts/{instrument}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(["instrument"], (await response.ReadProblemAsync()).Errors!.Keys);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    [InlineData("someone's else")]
    public async Task NoOrFaultySubject_Is400NamingTheHeader(string? subject)
    {
        using var client = program.CreateService();
        client.DefaultRequestHeaders.TryAddWithoutValidation(WireHeaders.Subject, subject);

        using var response = await client.GetAsync(Url, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([WireHeaders.Subject], (await response.ReadProblemAsync()).Errors!.Keys);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PATCH", "")]
    [InlineData("DELETE", "")]
    [InlineData("GET", "/report")]
    [InlineData("PUT", "/report")]
    public async Task NoCredential_Is401(string method, string path)
    {
        program.StartServer();
        using var client = program.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), Url + path);
        request.Headers.Add(WireHeaders.Subject, "visitor-without-service");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Draft_IsNotToBeStoredByCaches()
    {
        using var client = NewPerson();
        using var begun = await PatchAsync(client, Begin);

        using var get = await client.GetAsync(Url, TestContext.Current.CancellationToken);

        Assert.True(begun.Headers.CacheControl?.NoStore);
        Assert.True(get.Headers.CacheControl?.NoStore);
    }

    private static Task<HttpResponseMessage> PatchAsync(HttpClient client, string body) =>
        client.PatchAsync(Url, Answers.Json(body), TestContext.Current.CancellationToken);

    private static async Task<Draft> GetAsync(HttpClient client)
    {
        using var response = await client.GetAsync(Url, TestContext.Current.CancellationToken);
        return await response.ReadAsync<Draft>();
    }

    private HttpClient NewPerson() => program.CreateService($"visitor-{Guid.NewGuid():N}");
}
