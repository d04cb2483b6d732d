using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Votive.Contracts;
using Votive.Contracts.Prompts;
using Votive.PromptService.Resolve;
using Votive.Storage.Fields;
using Votive.Storage.Prompts;

namespace Votive.PromptService.Tests.Resolve;

public sealed class SqliteResolvePromptTests(PromptServiceProgram program) : ResolvePromptTests(program), IClassFixture<PromptServiceProgram>;

public sealed class PostgresResolvePromptTests(PostgresPromptServiceProgram program) : ResolvePromptTests(program), IClassFixture<PostgresPromptServiceProgram>;

public abstract class ResolvePromptTests(PromptServiceProgram program)
{
    private const string Url = "/api/resolve";

    [Theory]
    [InlineData("en", "en", "You are the second reader")]
    [InlineData("pl", "pl", "Czytasz jako druga osoba")]
    [InlineData("pl-PL", "pl", "Czytasz jako druga osoba")]
    [InlineData("de", "en", "You are the second reader")]
    [InlineData(null, "en", "You are the second reader")]
    public async Task WantedLanguage_IsGivenOrTheDefaultSaidToBe(string? wanted, string given, string opening)
    {
        using var client = program.CreateService();

        var set = await program.ResolveAsync(client, new ResolveRequest { Key = PromptKeys.IdentityAnalysis, Language = wanted });

        Assert.Equal(given, set.Language);
        Assert.StartsWith(opening, set.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KnownPrompt_ComesWhole()
    {
        using var client = program.CreateService();

        var set = await program.ResolveAsync(client);

        Assert.Equal((PromptKeys.IdentityAnalysis, 1, 1L), (set.Key, set.Version, set.Revision));
        Assert.Matches("^[0-9a-f]{64}$", set.Hash);
        Assert.Equal(["canary", "language"], set.Variables);
        Assert.Equal(new ModelSettings { MaxTokens = 8_000 }, set.Settings);
        Assert.False(set.OutputSchema.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(program.Clock.GetUtcNow().AddMinutes(5), set.FreshUntil);
    }

    [Fact]
    public async Task Thinking_GivesTheSettingsForIt()
    {
        using var client = program.CreateService();

        var set = await program.ResolveAsync(client, new ResolveRequest { Key = PromptKeys.IdentityAnalysis, ThinkingEnabled = true });

        Assert.Equal(new ModelSettings { MaxTokens = 16_000, ThinkingBudget = 6_000 }, set.Settings);
    }

    [Fact]
    public async Task KnownEntityTag_Is304WithoutBody()
    {
        using var client = program.CreateService();
        using var first = await PostAsync(client, """{ "key": "IDENTITY_ANALYSIS" }""");

        using var second = await PostAsync(client, """{ "key": "IDENTITY_ANALYSIS" }""", first.Headers.ETag);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("""{ "key": "IDENTITY_ANALYSIS", "language": "pl" }""")]
    [InlineData("""{ "key": "IDENTITY_ANALYSIS", "thinkingEnabled": true }""")]
    public async Task EntityTagOfAnotherAnswer_Is200(string body)
    {
        using var client = program.CreateService();
        using var first = await PostAsync(client, """{ "key": "IDENTITY_ANALYSIS" }""");

        using var second = await PostAsync(client, body, first.Headers.ETag);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.NotEqual(first.Headers.ETag, second.Headers.ETag);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("service-key-of-the-tests-0123456788")]
    public async Task NoOrWrongCredential_Is401(string? key)
    {
        program.StartServer();
        using var client = program.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = Answers.Json("""{ "key": "IDENTITY_ANALYSIS" }""") };
        request.Headers.TryAddWithoutValidation(WireHeaders.ServiceKey, key);

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(ProblemCodes.Unauthenticated, (await response.ReadProblemAsync()).Code);
    }

    [Theory]
    [InlineData("""{ "key": "NO_SUCH_PROMPT" }""", "NO_SUCH_PROMPT")]
    [InlineData("""{ "key": "IDENTITY_ANALYSIS", "label": "staging" }""", "staging")]
    public async Task UnknownKeyOrLabel_Is404NamingIt(string body, string name)
    {
        using var client = program.CreateService();

        using var response = await PostAsync(client, body);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(name, (await response.ReadProblemAsync()).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ }""", "key")]
    [InlineData("""{ "key": "lower" }""", "key")]
    [InlineData("""{ "key": "IDENTITY_ANALYSIS", "language": "Polish please" }""", "language")]
    [InlineData("""{ "key": "IDENTITY_ANALYSIS", "label": "PRODUCTION" }""", "label")]
    [InlineData("""{ "key": "IDENTITY_ANALYSIS", "thinkingEnabled": "yes" }""", "thinkingEnabled")]
    [InlineData("""{ "key": "IDENTITY_ANALYSIS", "arm": "b" }""", "arm")]
    public async Task FaultyField_Is400NamingIt(string body, string field)
    {
        using var client = program.CreateService();

        using var response = await PostAsync(client, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([field], (await response.ReadProblemAsync()).Errors!.Keys);
    }

    [Fact]
    public async Task BodyThatIsNotJson_Is400()
    {
        using var client = program.CreateService();

        using var response = await PostAsync(client, "{ key");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(ProblemCodes.BadRequest, (await response.ReadProblemAsync()).Code);
    }

    [Fact]
    public async Task VersionPublishedByAnotherProcess_IsServedSoonWithANewRevision()
    {
        await using var own = await program.AnotherAsync();
        using var client = own.CreateService();
        var before = await own.ResolveAsync(client);
        await PublishAsync(own, before, own.Cipher);

        var after = await ResolveNextAsync(own, client, before);

        Assert.Equal((2, 2L, "Shorter, in {{language}}."), (after.Version, after.Revision, after.Content));
    }

    [Fact]
    public async Task VersionSealedWithAKeyThatIsNotHere_LeavesTheOldOneInForce_UntilItCanBeOpened()
    {
        await using var own = new PromptServiceProgram();
        using var client = own.CreateService();
        var before = await own.ResolveAsync(client);
        await using var rotated = own.Beside($"field-2:{new string('8', 64)},{PromptServiceProgram.DatabaseSecrets["FIELD_KEYS"]}");
        rotated.StartServer();

        await PublishAsync(own, before, rotated.Cipher);
        await Assert.ThrowsAsync<FieldException>(() => own.Services.GetRequiredService<SnapshotSource>().RefreshAsync(TestContext.Current.CancellationToken));
        for (var second = 0; second < 5; second++)
        {
            own.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(before.Revision, (await own.ResolveAsync(client)).Revision);
        }

        // The other program is put back to the key that all have, and seals anew.
        await using var rewrapping = own.Beside($"{PromptServiceProgram.DatabaseSecrets["FIELD_KEYS"]},field-2:{new string('8', 64)}");
        rewrapping.StartServer();
        await rewrapping.Services.GetRequiredService<FieldRewrap>().RunAsync(null, TestContext.Current.CancellationToken);
        Assert.Equal("Shorter, in {{language}}.", (await ResolveNextAsync(own, client, before)).Content);
    }

    [Fact]
    public async Task Answer_IsNotToBeStored()
    {
        using var client = program.CreateService();

        using var response = await PostAsync(client, """{ "key": "IDENTITY_ANALYSIS" }""");

        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    /// <summary>Puts a second version in force, as another process would.</summary>
    private static Task PublishAsync(PromptServiceProgram own, ResolutionSet before, FieldCipher cipher) => own.InDatabaseAsync(async context =>
    {
        var prompt = await context.Prompts.Include(p => p.Versions).Include(p => p.Labels).SingleAsync(TestContext.Current.CancellationToken);
        var version = prompt.AddVersion(
            new PromptDefinition
            {
                Contents = new Dictionary<string, string> { ["en"] = "Shorter, in {{language}}." },
                Standard = new PromptSettings { MaxTokens = 1_000 },
                Thinking = new PromptSettings { MaxTokens = 3_000, ThinkingBudget = 1_024 },
                Variables = ["language"],
                OutputSchema = before.OutputSchema,
            },
            prompt.Versions[0],
            "ann",
            "shorter",
            cipher,
            own.Clock.GetUtcNow());
        prompt.MoveLabel(PromptKeys.Production, version, "ann", "shorter", own.Clock.GetUtcNow());
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    });

    /// <summary>The answer of the next revision. Time goes on until the program looks.</summary>
    private static async Task<ResolutionSet> ResolveNextAsync(PromptServiceProgram own, HttpClient client, ResolutionSet before)
    {
        var after = await own.ResolveAsync(client);
        for (var attempt = 0; after.Revision == before.Revision && attempt < 1_000; attempt++)
        {
            own.Clock.Advance(TimeSpan.FromSeconds(1));
            after = await own.ResolveAsync(client);
        }

        return after;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string body, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = Answers.Json(body) };
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
