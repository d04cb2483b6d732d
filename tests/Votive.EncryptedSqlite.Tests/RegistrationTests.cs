using System.Diagnostics.Metrics;
using System.Security.Cryptography;

namespace Votive.EncryptedSqlite.Tests;

public sealed class RegistrationTests : IDisposable
{
    private readonly EncryptedDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void SameKey_GivesTheSameName() =>
        Assert.Equal(EncryptedVfs.Register(_database.Key), EncryptedVfs.Register(_database.Key));

    [Fact]
    public void OtherKey_GivesAnotherName() =>
        Assert.NotEqual(EncryptedVfs.Register(_database.Key), EncryptedVfs.Register(RandomNumberGenerator.GetBytes(32)));

    [Fact]
    public void Name_IsAPrefixAndSixteenHexDigits() =>
        Assert.Matches("^votive-aes-[0-9a-f]{16}$", EncryptedVfs.Register(_database.Key));

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void KeyOfAnotherLength_IsAnError(int length) =>
        Assert.Throws<ArgumentException>(() => EncryptedVfs.Register(new byte[length]));

    [Fact]
    public async Task ManyThreadsAtOnce_RegisterOnce()
    {
        var key = RandomNumberGenerator.GetBytes(EncryptedVfs.KeySizeBytes);

        var names = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => EncryptedVfs.Register(key))));

        Assert.Single(names.Distinct());
    }

    [Fact]
    public void TwoKeysInOneProcess_KeepTheirDatabasesApart()
    {
        using var other = new EncryptedDatabase();
        using var connection = _database.OpenWithTable();
        using var otherConnection = other.OpenWithTable();

        connection.Execute("INSERT INTO entries (content) VALUES ('mine')");
        otherConnection.Execute("INSERT INTO entries (content) VALUES ('other')");

        Assert.Equal("mine", connection.Query<string>("SELECT content FROM entries"));
        Assert.Equal("other", otherConnection.Query<string>("SELECT content FROM entries"));
        Assert.Equal(EncryptedFileState.WrongKeyOrDamaged, EncryptedFile.Probe(other.FilePath, _database.Key));
    }

    [Fact]
    public void PageWrites_AreCountedByFile()
    {
        var vfs = EncryptedVfs.Register(_database.Key);
        var counts = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == EncryptedVfs.MeterName && instrument.Name == EncryptedVfs.PageWritesInstrument)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, measurement, tags, _) =>
        {
            var values = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
            if (values["votive.encrypted_sqlite.vfs"] == vfs)
            {
                var file = values["votive.encrypted_sqlite.file"];
                counts[file] = counts.GetValueOrDefault(file) + measurement;
            }
        });
        listener.Start();

        _database.Fill();

        var pages = new FileInfo(_database.FilePath).Length / EncryptedDatabase.PageSize;
        Assert.True(counts["wal"] >= pages);
        Assert.True(counts["database"] >= pages);
    }
}
