using System.Net;
using Votive.Contracts;

namespace Votive.PromptService.Tests.UserData;

public sealed class LockedDatabaseTests : IAsyncDisposable
{
    private const string Url = "/api/me/drafts/votive-core";
    private const string Begin = """{ "version": "1.0.0", "locale": "en", "path": "quick" }""";

    private readonly PromptServiceProgram _program = new();

    [Fact]
    public async Task DatabaseLockedForLong_Is503WithRetryAfterWhileReadsGoOn()
    {
        using var client = _program.CreateService("visitor-locked-out");

        await _program.InDatabaseAsync(async context =>
        {
            await using var otherWriter = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
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
        using var client = _program.CreateService("visitor-in-a-queue");

        await _program.InDatabaseAsync(async context =>
        {
            await using var otherWriter = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
            var patching = client.PatchAsync(Url, Answers.Json(Begin), TestContext.Current.CancellationToken);
            using var get = await client.GetAsync(Url, TestContext.Current.CancellationToken);
            Assert.False(patching.IsCompleted);

            await otherWriter.RollbackAsync(TestContext.Current.CancellationToken);
            using var patch = await patching;

            Assert.Equal(HttpStatusCode.Created, patch.StatusCode);
        });
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
