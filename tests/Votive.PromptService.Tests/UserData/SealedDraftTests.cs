using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Votive.Contracts.Drafts;
using Votive.Storage.Fields;

namespace Votive.PromptService.Tests.UserData;

/// <summary>What people keep is sealed with a key of their own; the keyring that seals those keys can be changed while people work.</summary>
public sealed class SealedDraftTests(PromptServiceProgram program) : IClassFixture<PromptServiceProgram>
{
    private const string Url = "/api/me/drafts/votive-core";
    private const string OtherUrl = "/api/me/drafts/other-one";
    private const string Begin = """{ "version": "1.0.0", "locale": "en", "path": "quick", "answers": { "end.more": "mine alone" } }""";

    [Fact]
    public async Task LastDraft_TakesThePersonsKeyWithIt()
    {
        var (subject, client) = await NewPersonAsync();
        using var other = await client.PatchAsync(OtherUrl, Answers.Json(Begin), TestContext.Current.CancellationToken);

        using var first = await client.DeleteAsync(Url, TestContext.Current.CancellationToken);
        var afterFirst = await HasKeyAsync(subject);
        var kept = await GetAsync(client, OtherUrl);
        using var last = await client.DeleteAsync(OtherUrl, TestContext.Current.CancellationToken);

        Assert.Equal("mine alone", kept.Answers["end.more"].GetString());
        Assert.Equal((true, false), (afterFirst, await HasKeyAsync(subject)));
    }

    [Fact]
    public async Task PersonWhoBeginsAnew_HasANewKey()
    {
        var (subject, client) = await NewPersonAsync();
        using var deleted = await client.DeleteAsync(Url, TestContext.Current.CancellationToken);

        using var begun = await client.PatchAsync(Url, Answers.Json(Begin), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, begun.StatusCode);
        Assert.True(await HasKeyAsync(subject));
        Assert.Equal("mine alone", (await GetAsync(client, Url)).Answers["end.more"].GetString());
    }

    [Fact]
    public async Task RefusedFirstPatch_LeavesNoKeyBehind()
    {
        var subject = $"visitor-{Guid.NewGuid():N}";
        using var client = program.CreateService(subject);
        var tooLarge = $$"""{ "version": "1.0.0", "locale": "en", "path": "quick", "answers": { "a": "{{new string('x', 65_000)}}", "b": "{{new string('y', 600)}}" } }""";

        using var refused = await client.PatchAsync(Url, Answers.Json(tooLarge), TestContext.Current.CancellationToken);

        Assert.False(refused.IsSuccessStatusCode);
        Assert.False(await HasKeyAsync(subject));
    }

    [Fact]
    public async Task AnswersMovedToAnotherPerson_Are500AndNotShown()
    {
        var (ann, annClient) = await NewPersonAsync();
        var (bob, bobClient) = await NewPersonAsync();
        await program.InDatabaseAsync(context => context.Database.ExecuteSqlAsync(
            $"""UPDATE "Drafts" SET "Answers" = (SELECT "Answers" FROM "Drafts" WHERE "Subject" = {ann}) WHERE "Subject" = {bob}""",
            TestContext.Current.CancellationToken));

        using var moved = await bobClient.GetAsync(Url, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, moved.StatusCode);
        Assert.DoesNotContain("mine alone", await moved.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("mine alone", (await GetAsync(annClient, Url)).Answers["end.more"].GetString());
    }

    [Fact]
    public async Task RotationOfTheKeyring_FailsNoRequest()
    {
        var oldKey = PromptServiceProgram.DatabaseSecrets["FIELD_KEYS"];
        var newKey = $"field-2:{new string('8', 64)}";
        await using var own = new PromptServiceProgram();
        own.StartServer();
        await own.DisposeServerAsync();
        await using var before = own.Beside($"{oldKey},{newKey}");
        await using var after = own.Beside($"{newKey},{oldKey}");
        after.StartServer();
        var people = Enumerable.Range(0, 8).Select(number => WorkAsync(before, after, $"visitor-{number:00000000}")).ToList();

        do
        {
            await after.Services.GetRequiredService<FieldRewrap>().RunAsync(null, TestContext.Current.CancellationToken);
        }
        while (!people.TrueForAll(person => person.IsCompleted));

        await Task.WhenAll(people);
        await before.DisposeServerAsync();
        await after.Services.GetRequiredService<FieldRewrap>().RunAsync(null, TestContext.Current.CancellationToken);
        await after.DisposeServerAsync();
        await using var alone = own.Beside(newKey);
        for (var number = 0; number < people.Count; number++)
        {
            using var client = alone.CreateService($"visitor-{number:00000000}");
            Assert.Equal(10, (await GetAsync(client, Url)).Answers.Count);
        }
    }

    /// <summary>Ten answers, each through the other program than the one before, each read back through the first.</summary>
    private static async Task WorkAsync(PromptServiceProgram one, PromptServiceProgram other, string subject)
    {
        using var first = one.CreateService(subject);
        using var second = other.CreateService(subject);
        for (var number = 0; number < 10; number++)
        {
            var body = string.Create(
                CultureInfo.InvariantCulture, $$"""{ "version": "1.0.0", "locale": "en", "path": "quick", "answers": { "item.{{number}}": {{number}} } }""");
            using var patch = await (number % 2 == 0 ? first : second).PatchAsync(Url, Answers.Json(body), TestContext.Current.CancellationToken);
            Assert.True(patch.IsSuccessStatusCode, $"PATCH {number} of {subject}: {patch.StatusCode}");
            Assert.Equal(number + 1, (await GetAsync(first, Url)).Answers.Count);
        }
    }

    private static async Task<Draft> GetAsync(HttpClient client, string url)
    {
        using var response = await client.GetAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.ReadAsync<Draft>();
    }

    private async Task<(string Subject, HttpClient Client)> NewPersonAsync()
    {
        var subject = $"visitor-{Guid.NewGuid():N}";
        var client = program.CreateService(subject);
        using var begun = await client.PatchAsync(Url, Answers.Json(Begin), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, begun.StatusCode);
        return (subject, client);
    }

    private async Task<bool> HasKeyAsync(string subject)
    {
        var has = false;
        await program.InDatabaseAsync(async context =>
            has = await context.PersonKeys.AnyAsync(key => key.Subject == subject, TestContext.Current.CancellationToken));
        return has;
    }
}
