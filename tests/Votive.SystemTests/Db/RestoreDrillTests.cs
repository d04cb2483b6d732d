using System.Net;
using System.Net.Http.Json;
using Votive.Contracts;
using Votive.Contracts.Drafts;
using Votive.Host.Running;

namespace Votive.SystemTests.Db;

/// <summary>Back up beside people at work, lose the database, restore, and find everything again through the services.</summary>
public sealed class RestoreDrillTests : IDisposable
{
    private const int People = 12;

    private readonly DatabaseCommands _database = new();

    [Fact]
    public async Task WreckedDatabase_IsRestored_WithEveryRowThatTheBackupHolds()
    {
        string backup;
        await using (var before = await StartAsync())
        {
            for (var person = 0; person < People; person++)
            {
                await SaveAnswerAsync(before, person);
            }

            backup = (await _database.DoAsync("backup")).GetProperty("path").GetString()!;
            Assert.Contains("in use", await _database.RefusedAsync(75, "restore", backup, "--yes"), StringComparison.Ordinal);
            Assert.Contains("in use", await _database.RefusedAsync(75, "rekey"), StringComparison.Ordinal);
            await SaveAnswerAsync(before, People);
        }

        await using (var file = File.OpenWrite(_database.DatabasePath))
        {
            file.Position = 2 * 4096;
            await file.WriteAsync(new byte[20 * 4096], TestContext.Current.CancellationToken);
        }

        Assert.NotEqual(0, (await _database.RunAsync("verify")).ExitCode);
        await _database.DoAsync("restore", backup, "--yes");

        await using var after = await StartAsync();
        for (var person = 0; person < People; person++)
        {
            var draft = await ReadDraftAsync(after, person);
            Assert.Equal(person % 5, draft!.Answers["go.kept10"].GetInt32());
        }

        Assert.Null(await ReadDraftAsync(after, People));
    }

    [Fact]
    public async Task InterruptedRekey_IsFinishedByTheNextStart()
    {
        await using (var before = await StartAsync())
        {
            await SaveAnswerAsync(before, 1);
        }

        // The moment after the swap and before the promotion: the file is under the new key, the secrets still say the former.
        var former = await File.ReadAllTextAsync(_database.SecretsPath, TestContext.Current.CancellationToken);
        await _database.DoAsync("rekey");
        var current = _database.ReadSecrets()["DATABASE_KEY"];
        await File.WriteAllTextAsync(_database.SecretsPath, $"{former}DATABASE_KEY_NEXT={current}\n", TestContext.Current.CancellationToken);

        // Reading commands go on as well.
        await _database.DoAsync("verify");
        await using var after = await StartAsync();

        Assert.Equal(1, (await ReadDraftAsync(after, 1))!.Answers["go.kept10"].GetInt32());
        var secrets = _database.ReadSecrets();
        Assert.Equal(current, secrets["DATABASE_KEY"]);
        Assert.False(secrets.ContainsKey("DATABASE_KEY_NEXT"));
    }

    public void Dispose() => _database.Dispose();

    private Task<VotiveSystem> StartAsync() => VotiveSystem.StartAsync(
        new VotiveSystemOptions
        {
            DataDirectory = DataDirectory.Open(_database.Folder),
            Settings = new Dictionary<string, string?> { ["LOG_LEVEL"] = "error", ["JOB_BACKUP_ENABLED"] = "false" },
        },
        TestContext.Current.CancellationToken);

    private async Task SaveAnswerAsync(VotiveSystem system, int person)
    {
        using var client = Client(system, person);
        using var content = JsonContent.Create(new { version = "1.0.0", locale = "en", path = "quick", answers = new Dictionary<string, int> { ["go.kept10"] = person % 5 } });
        using var response = await client.PatchAsync(new Uri("/api/me/drafts/votive-core", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    private async Task<Draft?> ReadDraftAsync(VotiveSystem system, int person)
    {
        using var client = Client(system, person);
        using var response = await client.GetAsync(new Uri("/api/me/drafts/votive-core", UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadFromJsonAsync<Draft>(ContractJson.Options, TestContext.Current.CancellationToken)
            : null;
    }

    private HttpClient Client(VotiveSystem system, int person)
    {
        var client = new HttpClient { BaseAddress = system.PromptService };
        client.DefaultRequestHeaders.Add(WireHeaders.ServiceKey, _database.ReadSecrets()["SERVICE_API_KEY"]);
        client.DefaultRequestHeaders.Add(WireHeaders.Subject, $"visitor-{person:00000000}");
        return client;
    }
}
