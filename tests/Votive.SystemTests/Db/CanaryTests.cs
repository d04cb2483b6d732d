using System.Net;
using System.Net.Http.Json;
using System.Text;
using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Contracts;
using Votive.Contracts.Analyses;

namespace Votive.SystemTests.Db;

/// <summary>What people and authors write, and the words of the schema, stand in no file that Votive leaves on the disk.</summary>
public sealed class CanaryTests : IDisposable
{
    private const string AnswerCanary = "canary-of-an-answer-7d1f";
    private const string ReportCanary = "canary-of-a-report-90ab";
    private const string SubjectCanary = "canary-of-a-person-5e2c";

    /// <summary>From the prompt that comes with the program.</summary>
    private const string PromptCanary = "You are the second reader of a";

    private static readonly string[] Content = [AnswerCanary, ReportCanary];
    private static readonly string[] Schema = ["PromptContents", "DraftReports", "PersonKeys", "__EFMigrationsHistory", "CREATE TABLE", "SQLite format 3"];

    private readonly DatabaseCommands _database = new();

    [Fact]
    public async Task NothingWritten_IsFoundInDatabaseWalBackupsOrTemporaryFiles()
    {
        var temporary = Directory.CreateDirectory(_database.Beside("tmp")).FullName;
        string[] hidden = [.. Content, PromptCanary, SubjectCanary, .. Schema];
        using (var program = VotiveProcess.Start(
            ["up", "--data", _database.Folder, "--port", "0"],
            new Dictionary<string, string> { ["TMPDIR"] = temporary, ["SQLITE_TMPDIR"] = temporary, ["LOG_LEVEL"] = "warn" }))
        {
            using var client = await ClientAsync(program);
            await WriteAsync(client);
            await _database.DoAsync("backup");

            Assert.True(new FileInfo(_database.DatabasePath + "-wal").Length > 0);
            Assert.True(File.Exists(_database.DatabasePath + "-shm"));
            AssertHidden(hidden, temporary);
            Assert.Equal(0, await program.TerminateAsync());
        }

        await _database.DoAsync("rekey");
        AssertHidden(hidden, temporary);
    }

    [Fact]
    public async Task WithoutThePageEncryption_SealedFieldsAreStillHidden()
    {
        using (var program = VotiveProcess.Start(["up", "--data", _database.Folder, "--port", "0"]))
        {
            using var client = await ClientAsync(program);
            await WriteAsync(client);
            Assert.Equal(0, await program.TerminateAsync());
        }

        var export = _database.Beside("plain.db");
        await _database.DoAsync("export", export, "--yes");

        var plain = await File.ReadAllBytesAsync(export, TestContext.Current.CancellationToken);
        Assert.All([.. Schema, SubjectCanary], word => Assert.True(Holds(plain, word), $"The search does not find {word}, so it proves nothing."));
        Assert.All([.. Content, PromptCanary], word => Assert.False(Holds(plain, word), $"{word} stands in clear."));
    }

    public void Dispose() => _database.Dispose();

    private static async Task WriteAsync(HttpClient client)
    {
        var request = Api.Request("en");
        Assert.True(AnalyzeInput.TryRead(request, out var sheet, out _));
        var analysis = OfflineEngine.Analyze(sheet);
        var first = analysis.Patterns[0] with { Title = ReportCanary };
        var report = new AnalyzeResult(
            analysis with { Patterns = [first, .. analysis.Patterns.Skip(1)] },
            new AnalysisMeta { Source = AnalysisSource.Local, Verification = VerificationSummary.None });

        var draft = new Uri("/api/me/drafts/votive-core", UriKind.Relative);
        using var answers = JsonContent.Create(new
        {
            version = request.Version,
            locale = "en",
            path = "quick",
            answers = new Dictionary<string, string> { ["own.words"] = AnswerCanary },
        });
        using var saved = await client.PatchAsync(draft, answers, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, saved.StatusCode);
        using var kept = await client.PutAsJsonAsync(
            new Uri("/api/me/drafts/votive-core/report", UriKind.Relative), report, ContractJson.Options, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, kept.StatusCode);
        Assert.Contains(AnswerCanary, await client.GetStringAsync(draft, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<HttpClient> ClientAsync(VotiveProcess program)
    {
        const string Label = "Prompt service";
        while (await program.ReadLineAsync() is { } line)
        {
            if (line.Trim() is var text && text.StartsWith(Label, StringComparison.Ordinal))
            {
                var client = new HttpClient { BaseAddress = new Uri(text[Label.Length..].Trim()) };
                client.DefaultRequestHeaders.Add(WireHeaders.ServiceKey, _database.ReadSecrets()["SERVICE_API_KEY"]);
                client.DefaultRequestHeaders.Add(WireHeaders.Subject, SubjectCanary);
                return client;
            }
        }

        throw new InvalidOperationException("votive up ended before it was ready.");
    }

    private void AssertHidden(IEnumerable<string> words, string temporary)
    {
        var files = new[] { _database.Folder, temporary }
            .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
            .Where(file => file.UnixFileMode != UnixFileMode.None && file.Length > 0)
            .ToList();
        Assert.Contains(files, file => file.DirectoryName!.EndsWith("backups", StringComparison.Ordinal) && file.Extension == ".db");
        Assert.All(files, file =>
        {
            // Shared, since the services go on; they run in a process of their own, whose locks this does not touch.
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[stream.Length];
            stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            Assert.All(words, word => Assert.False(Holds(content, word), $"{word} stands in {file.Name}."));
        });
    }

    private static bool Holds(byte[] content, string word) =>
        content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0 || content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(word)) >= 0;
}
