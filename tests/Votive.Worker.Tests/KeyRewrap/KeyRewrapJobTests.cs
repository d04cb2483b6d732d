using Microsoft.Extensions.Logging;
using Votive.Storage.Fields;
using Votive.Worker.KeyRewrap;

namespace Votive.Worker.Tests.KeyRewrap;

public sealed class KeyRewrapJobTests : IAsyncDisposable
{
    private static readonly string NewKey = $"field-2:{new string('8', 64)}";

    private readonly TestDatabase _database = new();

    [Fact]
    public async Task FieldsOfAnEarlierKey_AreSealedAnew()
    {
        await _database.MigrateAsync();
        await AddKeysAsync();
        await using var worker = new WorkerProgram(_database, new TestJob(), ("FIELD_KEYS", $"{NewKey},{TestDatabase.Secrets["FIELD_KEYS"]}"));
        worker.StartServer();

        var run = Assert.Single(await _database.FinishedRunsAsync(KeyRewrapJob.Name, 1));

        Assert.Equal("""{"rewrappedFields":3}""", run.Result);
    }

    [Fact]
    public async Task FieldsThatNoKeyOpens_AreReported()
    {
        await _database.MigrateAsync();
        await AddKeysAsync();
        await using var worker = new WorkerProgram(_database, new TestJob(), ("FIELD_KEYS", NewKey));
        worker.StartServer();

        var run = Assert.Single(await _database.FinishedRunsAsync(KeyRewrapJob.Name, 1));

        Assert.Equal("""{"rewrappedFields":0}""", run.Result);
        Assert.Contains(worker.Logs.GetSnapshot(), record =>
            record.Level == LogLevel.Error && record.Message.StartsWith("3 sealed fields can't be opened", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private Task<int> AddKeysAsync() => _database.QueryAsync(context =>
    {
        context.AddRange(new[] { "visitor-1", "visitor-2", "visitor-3" }.Select(subject => PersonKey.Create(subject, _database.Cipher, _database.Clock.GetUtcNow())));
        return context.SaveChangesAsync(TestContext.Current.CancellationToken);
    });
}
