using Votive.EncryptedSqlite.Files;

namespace Votive.EncryptedSqlite.Tests;

public sealed class TemporaryFileTests : IDisposable
{
    private const int Chunk = 64 * 1024;

    private readonly TemporaryFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData(0, 100)]
    [InlineData(Chunk - 10, 20)]
    [InlineData(Chunk, Chunk)]
    [InlineData(12345, (3 * Chunk) + 17)]
    public void Written_ReadsBackAcrossChunks(long offset, int length)
    {
        var written = new byte[length];
        Random.Shared.NextBytes(written);
        _file.Write(written, offset);
        var read = new byte[length];

        var isWhole = _file.Read(read, offset);

        Assert.True(isWhole);
        Assert.Equal(written, read);
        Assert.Equal(offset + length, _file.Size);
    }

    [Fact]
    public void ReadBeyondTheEnd_IsZeroFilled()
    {
        _file.Write([1, 2, 3], 0);
        var read = new byte[] { 9, 9, 9, 9, 9 };

        var isWhole = _file.Read(read, 1);

        Assert.False(isWhole);
        Assert.Equal([2, 3, 0, 0, 0], read);
    }

    [Fact]
    public void ReadFarBeyondTheEnd_IsZero()
    {
        var read = new byte[] { 9, 9 };

        var isWhole = _file.Read(read, 5L * Chunk);

        Assert.False(isWhole);
        Assert.Equal([0, 0], read);
    }

    [Fact]
    public void Truncated_ForgetsWhatWasCutOff()
    {
        _file.Write(Enumerable.Repeat((byte)7, 2 * Chunk).ToArray(), 0);
        _file.Truncate(10);
        _file.Write([1], 20);
        var read = new byte[21];

        _file.Read(read, 0);

        Assert.Equal([.. Enumerable.Repeat((byte)7, 10), .. new byte[10], 1], read);
    }
}
