namespace Votive.EncryptedSqlite.Interop;

/// <summary>The operations of xFileControl that matter here.</summary>
internal static class FileControlOperation
{
    public const int ChunkSize = 6;
    public const int FilePointer = 7;
    public const int MmapSize = 18;
    public const int VfsPointer = 27;
    public const int ReserveBytes = 38;
}
