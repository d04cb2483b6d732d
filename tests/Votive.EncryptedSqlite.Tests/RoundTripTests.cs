namespace Votive.EncryptedSqlite.Tests;

public sealed class RoundTripTests : IDisposable
{
    private readonly EncryptedDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    [InlineData("truncate")]
    [InlineData("persist")]
    [InlineData("memory")]
    public void Reopened_ReadsBackWhatWasWritten(string journalMode)
    {
        using (var writer = _database.OpenWithTable(journalMode))
        {
            writer.Execute("INSERT INTO entries (content) VALUES ('kept')");
        }

        using var reader = _database.Open();

        Assert.Equal("kept", reader.Query<string>("SELECT content FROM entries"));
        Assert.Equal("ok", reader.IntegrityCheck());
    }
}
