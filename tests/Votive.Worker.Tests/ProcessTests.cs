using System.Diagnostics;
using System.Text.Json;

namespace Votive.Worker.Tests;

/// <summary>The built program as a process of its own: its log lines, and how it ends where the configuration can't work.</summary>
public sealed class ProcessTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();

    [Fact]
    public async Task CompletedJob_IsOneLineOfTheKnownShape()
    {
        await _database.MigrateAsync();
        using var process = Start();
        try
        {
            string? line;
            do
            {
                line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            }
            while (line?.Contains("Job completed: draft-cleanup", StringComparison.Ordinal) == false);

            var members = JsonDocument.Parse(line!).RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
            Assert.Equal(["level", "msg", "traceId", "spanId", "duration", "result"], members.Keys);
            Assert.Equal(("info", "Job completed: draft-cleanup"), (members["level"].GetString(), members["msg"].GetString()));
            Assert.Matches("^[0-9a-f]{32}$", members["traceId"].GetString());
            Assert.Matches("^[0-9a-f]{16}$", members["spanId"].GetString());
            Assert.True(members["duration"].GetInt64() >= 0);
            Assert.Equal("""{"deletedDrafts":0}""", members["result"].GetRawText());
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("JOB_DRAFT_CLEANUP_SCHEDULE", "61 * * * *")]
    [InlineData("JOB_DRAFT_CLEANUP_SCHEDULE", "0 0 * * * *")]
    [InlineData("JOB_DRAFT_CLEANUP_SCHEDULE", "")]
    [InlineData("JOB_DRAFT_CLEANUP_ENABLED", "perhaps")]
    [InlineData("JOB_KEY_REWRAP_SCHEDULE", "61 * * * *")]
    [InlineData("DATABASE_KEY", "0123")]
    [InlineData("FIELD_KEYS", "0123")]
    [InlineData("INDEX_KEY", "0123")]
    [InlineData("DATABASE_KEY", "6666666666666666666666666666666666666666666666666666666666666666")]
    public async Task FaultySetting_EndsWith78NamingTheVariable(string name, string value)
    {
        await _database.MigrateAsync();
        using var process = Start((name, value));
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await output;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(78, process.ExitCode);
        Assert.Contains(name, error, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private Process Start(params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["DATA_DIR"] = _database.Folder;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in TestDatabase.Secrets.Select(secret => (secret.Key, secret.Value)).Concat(variables))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
