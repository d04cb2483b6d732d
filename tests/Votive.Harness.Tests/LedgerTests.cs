using Votive.Harness.Databases;

namespace Votive.Harness.Tests;

/// <summary>The judge itself: what it must find.</summary>
public sealed class LedgerTests : IDisposable
{
    private const int Window = 20;
    private const int Transactions = 33;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("votive-ledger-");
    private readonly DatabaseFiles _files;
    private readonly Ledger _ledger = new(Window);

    public LedgerTests()
    {
        _files = DatabaseFiles.In(_folder.FullName, new Random(1));
        using var connection = _files.Open();
        Ledger.Create(connection);
        for (var i = 0; i < Transactions; i++)
        {
            _ledger.WriteNext(connection);
        }
    }

    [Fact]
    public void Untouched_IsInTheStateOfItsLastTransaction() => Assert.Equal(new LedgerState(Transactions, null), ReadAfter("SELECT 1"));

    [Theory]
    [InlineData("DELETE FROM entries WHERE number = 20 AND part = 2")]
    [InlineData("DELETE FROM entries WHERE number = 33")]
    [InlineData("UPDATE entries SET content = zeroblob(length(content)) WHERE number = 25 AND part = 0")]
    [InlineData("UPDATE entries SET version = version + 1 WHERE number = 30 AND part = 3")]
    [InlineData("UPDATE progress SET number = 34")]
    [InlineData("UPDATE progress SET number = 32")]
    public void AnyOtherState_IsNamed(string sql) => Assert.NotNull(ReadAfter(sql).Fault);

    public void Dispose() => _folder.Delete(recursive: true);

    private LedgerState ReadAfter(string sql)
    {
        using var connection = _files.Open(create: false);
        connection.Execute(sql);
        return _ledger.Read(connection);
    }
}
