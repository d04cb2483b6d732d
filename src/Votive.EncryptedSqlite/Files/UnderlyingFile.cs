using Votive.EncryptedSqlite.Interop;

namespace Votive.EncryptedSqlite.Files;

/// <summary>The file of the operating-system VFS beneath one of ours: raw bytes as they lie on disk. Results are SQLite's codes.</summary>
internal readonly unsafe struct UnderlyingFile(NativeFile* ours)
{
    private readonly NativeFile* _file = NativeFile.Underlying(ours);

    /// <summary>Reads at an offset; beyond the end of the file the rest is zero and the result a short read.</summary>
    public int Read(Span<byte> destination, long offset)
    {
        fixed (byte* buffer = destination)
        {
            return _file->Methods->Read(_file, buffer, destination.Length, offset);
        }
    }

    public int Write(ReadOnlySpan<byte> source, long offset)
    {
        fixed (byte* buffer = source)
        {
            return _file->Methods->Write(_file, buffer, source.Length, offset);
        }
    }

    public int Truncate(long size) => _file->Methods->Truncate(_file, size);

    public int GetSize(out long size)
    {
        long value = 0;
        var result = _file->Methods->FileSize(_file, &value);
        size = value;
        return result;
    }
}
