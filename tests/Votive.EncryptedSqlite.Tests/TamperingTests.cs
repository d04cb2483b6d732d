using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

public sealed class TamperingTests : IDisposable
{
    private const int IoErrorData = 10 | (32 << 8);
    private const int NotADatabase = 26;
    private const int LeafPage = 20;

    private readonly EncryptedDatabase _database = new();

    public TamperingTests() => _database.Fill();

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(2000)]
    [InlineData(4063)]
    [InlineData(4064)]
    [InlineData(4075)]
    [InlineData(4076)]
    [InlineData(4091)]
    [InlineData(4092)]
    [InlineData(4095)]
    public void BitFlippedInAPage_IsDetected(int offsetInPage)
    {
        Change(content => content[Start(LeafPage) + offsetInPage] ^= 1);

        Assert.Equal(IoErrorData, ReadEverything().SqliteExtendedErrorCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(4064)]
    [InlineData(4080)]
    [InlineData(4095)]
    public void BitFlippedInTheFirstPage_IsDetected(int offset)
    {
        Change(content => content[offset] ^= 0x80);

        Assert.Equal(NotADatabase, ReadEverything().SqliteErrorCode);
    }

    [Fact]
    public void PagesSwapped_AreDetected()
    {
        Change(content =>
        {
            var first = content.AsSpan(Start(LeafPage), EncryptedDatabase.PageSize);
            var second = content.AsSpan(Start(LeafPage + 1), EncryptedDatabase.PageSize);
            var kept = first.ToArray();
            second.CopyTo(first);
            kept.CopyTo(second);
        });

        Assert.Equal(IoErrorData, ReadEverything().SqliteExtendedErrorCode);
    }

    [Fact]
    public void PageOfAnotherDatabaseWithTheSameKey_IsDetected()
    {
        using var other = _database.Sibling();
        other.Fill();
        var foreign = File.ReadAllBytes(other.FilePath);

        Change(content => foreign.AsSpan(Start(LeafPage), EncryptedDatabase.PageSize).CopyTo(content.AsSpan(Start(LeafPage))));

        Assert.Equal(IoErrorData, ReadEverything().SqliteExtendedErrorCode);
    }

    [Fact]
    public void PageZeroed_IsDetected()
    {
        Change(content => content.AsSpan(Start(LeafPage), EncryptedDatabase.PageSize).Clear());

        Assert.Equal(IoErrorData, ReadEverything().SqliteExtendedErrorCode);
    }

    [Theory]
    [InlineData(30 * EncryptedDatabase.PageSize)]
    [InlineData((30 * EncryptedDatabase.PageSize) + 1000)]
    [InlineData(EncryptedDatabase.PageSize)]
    [InlineData(1000)]
    public void FileCutOff_IsDetected(int length)
    {
        using (var stream = File.OpenWrite(_database.FilePath))
        {
            stream.SetLength(length);
        }

        ReadEverything();
    }

    [Fact]
    public void LastPageCutOff_IsDetected()
    {
        using (var stream = File.OpenWrite(_database.FilePath))
        {
            stream.SetLength(stream.Length - 1000);
        }

        using var connection = _database.Open();
        var findings = Record.Exception(connection.IntegrityCheck) is SqliteException failure ? failure.Message : connection.IntegrityCheck();

        Assert.NotEqual("ok", findings);
    }

    private static int Start(int page) => (page - 1) * EncryptedDatabase.PageSize;

    private void Change(Action<byte[]> change)
    {
        var content = File.ReadAllBytes(_database.FilePath);
        change(content);
        File.WriteAllBytes(_database.FilePath, content);
    }

    private SqliteException ReadEverything() => Assert.Throws<SqliteException>(() =>
    {
        using var connection = _database.Open();
        connection.Query<long>("SELECT sum(length(content)) FROM entries");
    });
}
