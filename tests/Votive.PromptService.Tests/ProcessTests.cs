using System.Diagnostics;
using System.Text;
using Votive.PostgresServer;

namespace Votive.PromptService.Tests;

/// <summary>The built program as a process of its own: what it says and how it ends where the configuration can't work.</summary>
public sealed class ProcessTests(LocalPostgres postgres) : IAsyncDisposable
{
    private readonly PromptServiceProgram _program = new();

    [Fact]
    public async Task OtherDatabaseKey_EndsWith78NamingTheVariable()
    {
        _program.StartServer();
        await _program.DisposeServerAsync();

        var (exitCode, error) = await RunAsync(
            [.. PromptServiceProgram.DatabaseSecrets.Select(secret => (secret.Key, secret.Value)), ("DATABASE_KEY", new string('6', 64)), ("SERVICE_API_KEY", PromptServiceProgram.ServiceKey)]);

        Assert.Equal(78, exitCode);
        Assert.Contains("DATABASE_KEY does not open the database", error, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('6', 64), error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PasswordThatPostgresRefuses_EndsWith78WithoutRepeatingIt()
    {
        await postgres.StartAsync();
        (string, string)[] settings =
        [
            .. PromptServiceProgram.DatabaseSecrets.Select(secret => (secret.Key, secret.Value)), ("SERVICE_API_KEY", PromptServiceProgram.ServiceKey),
            ("DATABASE_URL", postgres.Url("votive", password: "not-the-password")),
        ];

        var (exitCode, error) = await RunAsync(settings);

        Assert.Equal(78, exitCode);
        Assert.Contains("DATABASE_URL names a user whom the PostgreSQL server does not let in", error, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoConfiguration_EndsWith78NamingEveryVariable()
    {
        var (exitCode, error) = await RunAsync();

        Assert.Equal(78, exitCode);
        Assert.All([.. PromptServiceProgram.DatabaseSecrets.Keys, "SERVICE_API_KEY"], name => Assert.Contains(name, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task DatabaseFiles_HoldNeitherPromptsNorAnswers()
    {
        using var client = _program.CreateService("visitor-canary");
        using var begun = await client.PatchAsync(
            "/api/me/drafts/votive-core",
            Answers.Json("""{ "version": "1.0.0", "locale": "en", "path": "quick", "answers": { "end.more": "canary-of-a-person" } }"""),
            TestContext.Current.CancellationToken);
        begun.EnsureSuccessStatusCode();
        await _program.DisposeServerAsync();

        var files = Directory.EnumerateFiles(_program.Folder).Select(File.ReadAllBytes).ToList();

        Assert.NotEmpty(files);
        Assert.All(files, bytes =>
        {
            Assert.Equal(-1, bytes.AsSpan().IndexOf("SQLite format 3"u8));
            Assert.Equal(-1, bytes.AsSpan().IndexOf("canary-of-a-person"u8));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("You are the second reader")));
        });
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private async Task<(int ExitCode, string Error)> RunAsync(params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var name in PromptServiceProgram.DatabaseSecrets.Keys.Concat(["DATABASE_URL", "SERVICE_API_KEY"]))
        {
            start.Environment.Remove(name);
        }

        start.Environment["DATA_DIR"] = _program.Folder;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await output;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, error);
        }
        finally
        {
            // A program that starts against expectation would stay.
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
