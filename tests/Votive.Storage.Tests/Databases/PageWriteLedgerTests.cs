using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Votive.EncryptedSqlite;
using Votive.Storage.Databases;

namespace Votive.Storage.Tests.Databases;

public sealed class PageWriteLedgerTests : IAsyncDisposable
{
    private readonly TemporaryStorage _storage = new();

    private string LedgerPath => _storage.DatabasePath + ".page-writes";

    [Fact]
    public void NoDatabase_CountsNothing()
    {
        Assert.Equal(0, Database().RecordPageWrites());
        Assert.False(File.Exists(LedgerPath));
    }

    [Fact]
    public async Task WritesOfThisProcess_AreWrittenDownOnce()
    {
        await using var context = await _storage.CreateContextAsync();

        var first = Database().RecordPageWrites();
        var again = Database().RecordPageWrites();

        Assert.Equal(EncryptedVfs.CountPageWrites(_storage.DatabasePath), first);
        Assert.Equal(first, again);
        Assert.Single(await ReadLinesAsync(), line => line.Split(' ')[1] != "earlier");
    }

    [Fact]
    public async Task WritesOfOtherPrograms_AreAdded()
    {
        await using var context = await _storage.CreateContextAsync();
        var salt = EncryptedFile.ReadSalt(_storage.DatabasePath);
        await File.WriteAllLinesAsync(
            LedgerPath,
            [$"{salt} another 1000000", $"{salt} torn", $"{new string('0', 32)} another 7000000"],
            TestContext.Current.CancellationToken);

        var pages = Database().RecordPageWrites();

        Assert.Equal(1_000_000 + EncryptedVfs.CountPageWrites(_storage.DatabasePath), pages);
        Assert.Contains($"{new string('0', 32)} another 7000000", await ReadLinesAsync());
    }

    [Fact]
    public async Task CountThatWasLost_BeginsAtThePagesOfTheFile()
    {
        await _storage.MigrateAsync();
        await _storage.CloseAsync();
        File.Delete(LedgerPath);

        var pages = Database().RecordPageWrites();

        Assert.True(pages >= new FileInfo(_storage.DatabasePath).Length / 4096);
    }

    [Fact]
    public async Task LinesOfManyPrograms_AreDrawnTogetherAndKeepTheirSum()
    {
        await using var context = await _storage.CreateContextAsync();
        var salt = EncryptedFile.ReadSalt(_storage.DatabasePath);
        await File.WriteAllLinesAsync(LedgerPath, Enumerable.Range(0, 40).Select(i => $"{salt} program{i} 100"), TestContext.Current.CancellationToken);

        var pages = Database().RecordPageWrites();

        Assert.Equal(4000 + EncryptedVfs.CountPageWrites(_storage.DatabasePath), pages);
        Assert.Equal(2, (await ReadLinesAsync()).Length);
        Assert.Equal(pages, Database().RecordPageWrites());
    }

    [Fact]
    public async Task BoundReachedByOthers_EndsWritingAndSparesReading()
    {
        await using var context = await _storage.CreateContextAsync();
        var salt = EncryptedFile.ReadSalt(_storage.DatabasePath);
        await File.WriteAllLinesAsync(LedgerPath, [$"{salt} another {EncryptedVfs.PageWriteLimit}"], TestContext.Current.CancellationToken);
        Database().RecordPageWrites();

        var failure = await Record.ExceptionAsync(() => context.Database.ExecuteSqlAsync(
            $"""UPDATE "ConfigurationRevisions" SET "Number" = 5""", TestContext.Current.CancellationToken));

        Assert.True(DatabaseFailure.IsTemporary(failure));
        Assert.Equal(0, (await context.ConfigurationRevisions.SingleAsync(TestContext.Current.CancellationToken)).Number);
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    private VotiveDatabase Database() => _storage.Open().GetRequiredService<VotiveDatabase>();

    private Task<string[]> ReadLinesAsync() => File.ReadAllLinesAsync(LedgerPath, TestContext.Current.CancellationToken);
}
