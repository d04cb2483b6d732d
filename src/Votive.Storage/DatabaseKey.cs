using System.Buffers;
using Votive.EncryptedSqlite;

namespace Votive.Storage;

/// <summary>Reads the written form of a database key.</summary>
public static class DatabaseKey
{
    private const int HexLength = 2 * EncryptedVfs.KeySizeBytes;

    /// <summary>Reads a key that was checked before.</summary>
    /// <exception cref="FormatException">It is not a key.</exception>
    public static byte[] Parse(string text) => TryParse(text, out var key) ? key : throw new FormatException("Not a database key.");

    /// <summary>Reads 64 hex digits, or base64 of 32 bytes.</summary>
    /// <returns>False for everything else.</returns>
    public static bool TryParse(string text, out byte[] key)
    {
        key = new byte[EncryptedVfs.KeySizeBytes];
        return text.Length == HexLength
            ? Convert.FromHexString(text, key, out _, out var written) == OperationStatus.Done && written == key.Length
            : Convert.TryFromBase64String(text, key, out written) && written == key.Length;
    }
}
