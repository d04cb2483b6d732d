namespace Votive.EncryptedSqlite.Files;

/// <summary>A super-journal, which names the journals of a transaction over several databases and holds no content; stays clear.</summary>
internal sealed class SuperJournalFile(UnderlyingFile file) : IStoredFile
{
    public int Read(Span<byte> destination, long offset) => file.Read(destination, offset);

    public int Write(ReadOnlySpan<byte> source, long offset) => file.Write(source, offset);

    public int Truncate(long size) => file.Truncate(size);

    public void Dispose()
    {
    }
}
