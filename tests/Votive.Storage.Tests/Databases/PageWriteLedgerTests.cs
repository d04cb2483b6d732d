using System.Globalization;
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
    }

    [Fact]
    public async Task WritesOfOtherPrograms_AreAddedWhileBothGoOn()
    {
        await using var context = await _storage.CreateContextAsync();
        var before = Database().RecordPageWrites()!.Value;

        // Another program adds its own between two of ours, again and again.
        for (var round = 1; round <= 40; round++)
        {
            var written = long.Parse((await ReadAsync()).Split(' ')[1], CultureInfo.InvariantCulture);
            await WriteAsync(written + 1_000);
            await context.Database.ExecuteSqlAsync($"""UPDATE "ConfigurationRevisions" SET "Number" = {round}""", TestContext.Current.CancellationToken);
            Database().RecordPageWrites();
        }

        var here = EncryptedVfs.CountPageWrites(_storage.DatabasePath);
        Assert.Equal(40_000 + here, Database().RecordPageWrites());
        Assert.True(here > before);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("half a li")]
    [InlineData("00000000000000000000000000000000 0000000000007000000\n")]
    public async Task CountThatWasLost_BeginsAtThePagesOfTheFile(string? content)
    {
        await _storage.MigrateAsync();
        await _storage.CloseAsync();
        File.Delete(LedgerPath);
        if (content is not null)
        {
            await File.WriteAllTextAsync(LedgerPath, content, TestContext.Current.CancellationToken);
        }

        var pages = Database().RecordPageWrites();

        Assert.InRange(pages!.Value, new FileInfo(_storage.DatabasePath).Length / 4096, 6_999_999);
        Assert.Equal(pages, Database().RecordPageWrites());
    }

    [Fact]
    public async Task BoundReachedByOthers_EndsWritingAndSparesReading()
    {
        await using var context = await _storage.CreateContextAsync();
        await WriteAsync(EncryptedVfs.PageWriteLimit);
        Database().RecordPageWrites();

        var failure = await Record.ExceptionAsync(() => context.Database.ExecuteSqlAsync(
            $"""UPDATE "ConfigurationRevisions" SET "Number" = 5""", TestContext.Current.CancellationToken));

        Assert.True(DatabaseFailure.IsTemporary(failure));
        Assert.Equal(0, (await context.ConfigurationRevisions.SingleAsync(TestContext.Current.CancellationToken)).Number);
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    private VotiveDatabase Database() => _storage.Open().GetRequiredService<VotiveDatabase>();

    private Task<string> ReadAsync() => File.ReadAllTextAsync(LedgerPath, TestContext.Current.CancellationToken);

    private Task WriteAsync(long pages) => File.WriteAllTextAsync(
        LedgerPath,
        string.Create(CultureInfo.InvariantCulture, $"{EncryptedFile.ReadSalt(_storage.DatabasePath)} {pages:D19}\n"),
        TestContext.Current.CancellationToken);
}
