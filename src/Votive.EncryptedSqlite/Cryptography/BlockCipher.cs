using System.Security.Cryptography;

namespace Votive.EncryptedSqlite.Cryptography;

/// <summary>
/// AES-256 on single blocks, for the two places where SQLite keeps a checksum of plaintext beside a page and leaves
/// no room for a nonce: WAL frame headers and journal records. Not thread-safe: one per open file.
/// </summary>
internal sealed class BlockCipher : IDisposable
{
    public const int BlockSize = 16;

    private readonly Aes _aes = Aes.Create();

    public BlockCipher(ReadOnlySpan<byte> key) => _aes.SetKey(key);

    public void Encrypt(Span<byte> block) => _aes.EncryptEcb(block, block, PaddingMode.None);

    public void Decrypt(Span<byte> block) => _aes.DecryptEcb(block, block, PaddingMode.None);

    public void Dispose() => _aes.Dispose();
}
