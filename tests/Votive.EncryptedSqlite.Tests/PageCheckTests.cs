using System.Security.Cryptography;

namespace Votive.EncryptedSqlite.Tests;

public sealed class PageCheckTests : IDisposable
{
    private readonly EncryptedDatabase _database = new();
    private readonly long _pages;

    public PageCheckTests()
    {
        _database.Fill(rows: 3000);
        _pages = new FileInfo(_database.FilePath).Length / EncryptedDatabase.PageSize;
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public void WholeFile_HasNoDamage()
    {
        var check = Check();

        Assert.Equal(_pages, check.TotalPages);
        Assert.Equal(0, check.DamagedPages);
        Assert.Empty(check.FirstDamaged);
    }

    [Fact]
    public void FreePageDamaged_IsFoundThoughSqliteNeverReadsIt()
    {
        using (var connection = _database.Open())
        {
            connection.Execute("DELETE FROM entries WHERE id > 10");
        }

        Change(content => content[((_pages - 2) * EncryptedDatabase.PageSize) + 5] ^= 1);

        Assert.Equal([_pages - 1], Check().FirstDamaged);
        using var reader = _database.Open();
        Assert.Equal("ok", reader.IntegrityCheck());
    }

    [Fact]
    public void SeveralPagesDamaged_AreAllNamed()
    {
        Change(content =>
        {
            foreach (var page in new[] { 1, 7, 8, (int)_pages })
            {
                content[((page - 1) * EncryptedDatabase.PageSize) + 4095] ^= 1;
            }
        });

        var check = Check();

        Assert.Equal([1, 7, 8, _pages], check.FirstDamaged);
        Assert.Equal(4, check.DamagedPages);
    }

    [Fact]
    public void AnotherKey_OpensNoPage()
    {
        var check = EncryptedFile.CheckPages(_database.FilePath, RandomNumberGenerator.GetBytes(32), null, TestContext.Current.CancellationToken);

        Assert.Equal(_pages, check.DamagedPages);
        Assert.Equal(Enumerable.Range(1, PageCheck.ListedPages).Select(page => (long)page), check.FirstDamaged);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(100, 3)]
    public void FileCutOff_MissesPages(int bytesLeftOfAPage, int missing)
    {
        using (var stream = File.OpenWrite(_database.FilePath))
        {
            stream.SetLength(((_pages - missing) * EncryptedDatabase.PageSize) + bytesLeftOfAPage);
        }

        var check = Check();

        Assert.Equal(_pages, check.TotalPages);
        Assert.Equal([_pages - 2, _pages - 1, _pages], check.FirstDamaged);
    }

    [Fact]
    public void EmptyFile_HasNoPages()
    {
        File.WriteAllBytes(_database.FilePath, []);

        var check = Check();

        Assert.Equal((0, 0), (check.TotalPages, check.DamagedPages));
    }

    [Fact]
    public void NoFile_IsAnError() => Assert.Throws<FileNotFoundException>(() => EncryptedFile.CheckPages(
        _database.PathOf("none.db"), _database.Key, null, TestContext.Current.CancellationToken));

    [Fact]
    public void Cancelled_Stops()
    {
        using var cancellation = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => EncryptedFile.CheckPages(
            _database.FilePath, _database.Key, new CancelAtOnce(cancellation), cancellation.Token));
    }

    private PageCheck Check() => EncryptedFile.CheckPages(_database.FilePath, _database.Key, null, TestContext.Current.CancellationToken);

    private void Change(Action<byte[]> change)
    {
        var content = File.ReadAllBytes(_database.FilePath);
        change(content);
        File.WriteAllBytes(_database.FilePath, content);
    }

    private sealed class CancelAtOnce(CancellationTokenSource cancellation) : IProgress<PageProgress>
    {
        public void Report(PageProgress value) => cancellation.Cancel();
    }
}
