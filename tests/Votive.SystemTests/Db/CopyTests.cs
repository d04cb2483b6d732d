using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using Votive.Contracts;
using Votive.Contracts.Drafts;
using Votive.Host.Running;
using Votive.PostgresServer;

namespace Votive.SystemTests.Db;

/// <summary><c>votive db copy</c>, and the services on what it has made.</summary>
public sealed partial class CopyTests(LocalPostgres server) : IClassFixture<LocalPostgres>, IDisposable
{
    private const string Key = "a-service-key-of-enough-characters";
    private const long Gate = 42;

    private static readonly string[] People = ["visitor-anna", "visitor-bogdan", "visitor-celina"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("votive-test-");

    [Fact]
    public async Task ServicesOnTheCopy_AnswerTheSame()
    {
        var url = await server.NewDatabaseUrlAsync();
        string[] before;
        await using (var system = await StartAsync())
        {
            await SaveAsync(system);
            before = await AskAsync(system);
        }

        var (code, output, error) = await CopyAsync(url, "--json");
        Assert.True(code == 0, error);
        await using var onPostgres = await StartAsync(url);
        var after = await AskAsync(onPostgres);

        Assert.Equal(before, after);
        using var report = JsonDocument.Parse(output);
        Assert.All(report.RootElement.GetProperty("tables").EnumerateArray(), table => Assert.True(table.GetProperty("isEqual").GetBoolean()));

        // And what was copied can be written on.
        using var http = Http(onPostgres, People[0]);
        using var answer = await http.PatchAsJsonAsync(
            "/api/me/drafts/votive-core", new DraftPatch { CurrentItem = "next" }, ContractJson.Options, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EndedHalfWay_LeavesNoRowAndASecondCopyWorks(bool isKilled)
    {
        var url = await server.NewDatabaseUrlAsync();
        var database = new Uri(url).AbsolutePath[1..];
        await using (var system = await StartAsync())
        {
            await SaveAsync(system);
        }

        await server.ExecuteAsync($"CREATE DATABASE {database}");
        var migrated = await VotiveProcess.RunAsync(["db", "migrate", "--data", _folder.FullName], environment: new Dictionary<string, string> { ["DATABASE_URL"] = url });
        Assert.True(migrated.ExitCode == 0, migrated.Error);
        await server.ExecuteAsync($"""
            CREATE FUNCTION wait_at_the_gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock({Gate}); RETURN NEW; END $$;
            CREATE TRIGGER gate BEFORE INSERT ON "PromptVersions" FOR EACH ROW EXECUTE FUNCTION wait_at_the_gate();
            """, database);
        await using (var gate = new NpgsqlConnection(ConnectionText(url)))
        {
            await gate.OpenAsync(TestContext.Current.CancellationToken);
            await using var close = new NpgsqlCommand($"SELECT pg_advisory_lock({Gate})", gate);
            await close.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            using var copy = VotiveProcess.Start(["db", "copy", "--yes", "--data", _folder.FullName], new Dictionary<string, string> { ["COPY_TO_DATABASE_URL"] = url });
            await UntilAsync("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)", database);
            if (!isKilled)
            {
                Assert.Equal(130, await copy.TerminateAsync());
            }
        }

        await UntilAsync($"SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = '{database}' AND pid <> pg_backend_pid())", database);

        Assert.Equal(0L, await server.ExecuteAsync("""SELECT (SELECT count(*) FROM "Drafts") + (SELECT count(*) FROM "PromptVersions")""", database));
        await server.ExecuteAsync("""DROP TRIGGER gate ON "PromptVersions" """, database);
        var (code, _, error) = await CopyAsync(url);
        Assert.True(code == 0, error);
        Assert.Equal((long)People.Length, await server.ExecuteAsync("""SELECT count(*) FROM "Drafts" """, database));
    }

    [Fact]
    public async Task DryRunThenCopyThenCopyAgain_SayWhatTheyDid()
    {
        var url = await server.NewDatabaseUrlAsync();
        await using (var system = await StartAsync())
        {
            await SaveAsync(system);
        }

        var dry = await CopyAsync(url, "--dry-run");
        var first = await CopyAsync(url);
        var second = await CopyAsync(url);

        Assert.True(dry.Code == 0, dry.Error);
        Assert.Contains("Nothing was written.", dry.Output, StringComparison.Ordinal);
        Assert.True(first.Code == 0, first.Error);
        Assert.Matches(@"Drafts +3 .* yes", first.Output);
        Assert.Contains("set DATABASE_URL to the target", first.Output, StringComparison.Ordinal);
        Assert.Contains("leave FIELD_KEYS and INDEX_KEY as they are", first.Output, StringComparison.Ordinal);
        Assert.Equal(73, second.Code);
        Assert.Contains("holds rows already", second.Error, StringComparison.Ordinal);
        var password = new Uri(url).UserInfo.Split(':')[1];
        Assert.All(new[] { dry, first, second }, run => Assert.DoesNotContain(password, run.Output + run.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ServicesRunning_AreToBeStoppedFirst()
    {
        var url = await server.NewDatabaseUrlAsync();
        await using var system = await StartAsync();

        var (code, _, error) = await CopyAsync(url);

        Assert.Equal(75, code);
        Assert.Contains("Stop Votive's services first", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(78, "not of the form", "postgresql://votive:hunter2@/votive")]
    [InlineData(69, "does not answer", "postgresql://votive:hunter2@127.0.0.1:9/votive")]
    public async Task TargetThatCannotBe_HasItsExitCodeAndKeepsThePassword(int exitCode, string cause, string url)
    {
        await using (await StartAsync())
        {
        }

        var (code, output, error) = await CopyAsync(url);

        Assert.Equal(exitCode, code);
        Assert.Contains(cause, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoTargetOrNoConfirmation_IsAUsageError()
    {
        await using (await StartAsync())
        {
        }

        var noTarget = await VotiveProcess.RunAsync(["db", "copy", "--yes", "--data", _folder.FullName]);
        var unconfirmed = await VotiveProcess.RunAsync(["db", "copy", "--data", _folder.FullName, "--to", "postgresql://127.0.0.1:9/votive"]);

        Assert.Equal(64, noTarget.ExitCode);
        Assert.Contains("COPY_TO_DATABASE_URL", noTarget.Error, StringComparison.Ordinal);
        Assert.Equal(64, unconfirmed.ExitCode);
        Assert.Contains("--yes", unconfirmed.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static HttpClient Http(VotiveSystem system, string subject) => new()
    {
        BaseAddress = system.PromptService,
        DefaultRequestHeaders = { { WireHeaders.ServiceKey, Key }, { WireHeaders.Subject, subject } },
    };

    private static async Task SaveAsync(VotiveSystem system)
    {
        using var backend = new HttpClient { BaseAddress = system.Backend };
        foreach (var person in People)
        {
            var request = Api.Request("pl");
            using var analysis = await backend.AnalyzeAsync(request);
            using var http = Http(system, person);
            using var draft = await http.PatchAsJsonAsync(
                "/api/me/drafts/votive-core",
                new DraftPatch { Version = request.Version, Locale = "pl", Path = "quick", CurrentItem = "day.energy", Answers = request.Answers },
                ContractJson.Options,
                TestContext.Current.CancellationToken);
            Assert.True(draft.IsSuccessStatusCode, await draft.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            using var report = await http.PutAsJsonAsync(
                "/api/me/drafts/votive-core/report", await analysis.ResultAsync(), ContractJson.Options, TestContext.Current.CancellationToken);
            Assert.True(report.IsSuccessStatusCode, await report.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    /// <summary>Everything that the people and the backend read of it.</summary>
    private static async Task<string[]> AskAsync(VotiveSystem system)
    {
        var answers = new List<string>();
        foreach (var person in People)
        {
            using var http = Http(system, person);
            answers.Add(await http.GetStringAsync("/api/me/drafts/votive-core", TestContext.Current.CancellationToken));
            answers.Add(await http.GetStringAsync("/api/me/drafts/votive-core/report", TestContext.Current.CancellationToken));
            foreach (var language in new[] { "en", "pl" })
            {
                using var prompt = await http.PostAsJsonAsync(
                    "/api/resolve", new { key = "IDENTITY_ANALYSIS", language }, ContractJson.Options, TestContext.Current.CancellationToken);
                Assert.True(prompt.IsSuccessStatusCode);

                // How long the caller may keep it counts from now.
                var text = await prompt.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                answers.Add(UntilWhen().Replace(text, ""));
            }
        }

        return [.. answers];
    }

    private static string ConnectionText(string url)
    {
        var uri = new Uri(url);
        var user = uri.UserInfo.Split(':');
        return new NpgsqlConnectionStringBuilder { Host = uri.Host, Port = uri.Port, Username = user[0], Password = user[1], Database = uri.AbsolutePath[1..], Pooling = false }.ToString();
    }

    [GeneratedRegex("\"[A-Za-z]*Until\":\"[^\"]*\"", RegexOptions.CultureInvariant)]
    private static partial Regex UntilWhen();

    private Task<VotiveSystem> StartAsync(string? databaseUrl = null)
    {
        var settings = new Dictionary<string, string?> { ["SERVICE_API_KEY"] = Key, ["LOG_LEVEL"] = "error" };
        if (databaseUrl is not null)
        {
            settings["DATABASE_URL"] = databaseUrl;
        }

        return VotiveSystem.StartAsync(new VotiveSystemOptions { DataDirectory = DataDirectory.Open(_folder.FullName), Settings = settings }, TestContext.Current.CancellationToken);
    }

    private async Task<(int Code, string Output, string Error)> CopyAsync(string url, params string[] options) => await VotiveProcess.RunAsync(
        ["db", "copy", "--yes", "--data", _folder.FullName, .. options], environment: new Dictionary<string, string> { ["COPY_TO_DATABASE_URL"] = url });

    private async Task UntilAsync(string question, string database)
    {
        while (await server.ExecuteAsync(question, database) is not true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
