using System.Net;
using Votive.Contracts;
using Votive.PostgresServer;

namespace Votive.PromptService.Tests.UserData;

public sealed class SqliteLockedDatabaseTests() : LockedDatabaseTests(new PromptServiceProgram());

public sealed class PostgresLockedDatabaseTests(LocalPostgres postgres) : LockedDatabaseTests(new PromptServiceProgram(postgres));

public abstract class LockedDatabaseTests(PromptServiceProgram program) : IAsyncLifetime
{
    private const string Url = "/api/me/drafts/votive-core";
    private const string Visitor = "visitor-in-a-queue";
    private const string Begin = """{ "version": "1.0.0", "locale": "en", "path": "quick" }""";

    private readonly PromptServiceProgram _program = program;

    [Fact]
    public async Task DatabaseLockedForLong_Is503WithRetryAfterWhileReadsGoOn()
    {
        using var client = _program.CreateService(Visitor);

        await _program.InDatabaseAsync(async context =>
        {
            await using var otherWriter = await context.BeginWriteAsync(Visitor, TestContext.Current.CancellationToken);
            using var patch = await client.PatchAsync(Url, Answers.Json(Begin), TestContext.Current.CancellationToken);
            using var get = await client.GetAsync(Url, TestContext.Current.CancellationToken);

            Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.NotFound), (patch.StatusCode, get.StatusCode));
            Assert.Equal(TimeSpan.FromSeconds(1), patch.Headers.RetryAfter?.Delta);
            Assert.Equal(ProblemCodes.Unavailable, (await patch.ReadProblemAsync()).Code);
        });
    }

    [Fact]
    public async Task DatabaseLockedForShort_SucceedsLate()
    {
        using var client = _program.CreateService(Visitor);

        await _program.InDatabaseAsync(async context =>
        {
            await using var otherWriter = await context.BeginWriteAsync(Visitor, TestContext.Current.CancellationToken);
            var patching = client.PatchAsync(Url, Answers.Json(Begin), TestContext.Current.CancellationToken);
            using var get = await client.GetAsync(Url, TestContext.Current.CancellationToken);
            Assert.False(patching.IsCompleted);

            await otherWriter.RollbackAsync(TestContext.Current.CancellationToken);
            using var patch = await patching;

            Assert.Equal(HttpStatusCode.Created, patch.StatusCode);
        });
    }

    public ValueTask InitializeAsync() => _program.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _program.DisposeAsync();
    }
}
