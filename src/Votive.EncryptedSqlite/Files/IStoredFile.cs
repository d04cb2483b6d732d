namespace Votive.EncryptedSqlite.Files;

/// <summary>
/// What one kind of file on disk does with content on its way. Offsets and lengths are the same on both sides.
/// Results are SQLite's codes. SQLite uses a file object from one thread at a time.
/// </summary>
internal interface IStoredFile : IDisposable
{
    /// <summary>Fills <paramref name="destination"/> wholly, with zeros where there is nothing to give.</summary>
    int Read(Span<byte> destination, long offset);

    int Write(ReadOnlySpan<byte> source, long offset);

    int Truncate(long size);
}
