using Votive.EncryptedSqlite.Registration;

namespace Votive.EncryptedSqlite.Tests;

/// <summary>Counts what is open in the whole process, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class HandleTests : IDisposable
{
    private readonly EncryptedDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void OpenConnection_HoldsHandles()
    {
        var before = FileHandles.OpenCount;

        using var connection = _database.OpenWithTable();

        Assert.True(FileHandles.OpenCount > before);
    }

    [Fact]
    public void ThousandConnections_LeaveNoHandle()
    {
        _database.Fill(rows: 10);
        var before = FileHandles.OpenCount;

        for (var i = 0; i < 1000; i++)
        {
            using var connection = _database.Open();
            connection.Query<long>("SELECT count(*) FROM entries");
        }

        Assert.Equal(before, FileHandles.OpenCount);
    }

    [Fact]
    public void FailedOpens_LeaveNoHandle()
    {
        var before = FileHandles.OpenCount;

        for (var i = 0; i < 100; i++)
        {
            Assert.ThrowsAny<Exception>(() => _database.Open(_database.PathOf("nowhere/test.db")));
        }

        Assert.Equal(before, FileHandles.OpenCount);
    }
}
