using System.Security.Cryptography;

namespace Votive.EncryptedSqlite.Cryptography;

/// <summary>
/// AES-256 on single blocks, for the two places where SQLite keeps a checksum of plaintext beside a page and leaves
/// no room for a nonce: WAL frame headers and journal records. Not thread-safe: one per open file.
/// </summary>
internal sealed class BlockCipher : IDisposable
{
    public const int BlockSize = 16;

    private readonly ICryptoTransform _encryptor;
    private readonly ICryptoTransform _decryptor;
    private readonly byte[] _block = GC.AllocateArray<byte>(BlockSize, pinned: true);

    public BlockCipher(ReadOnlySpan<byte> key)
    {
        using var aes = Aes.Create();
        var copy = GC.AllocateArray<byte>(key.Length, pinned: true);
        key.CopyTo(copy);

        // Without chaining, a transform has no state and serves any number of blocks; Aes's own methods make a new one for each call.
        aes.Mode = CipherMode.ECB;
        aes.Padding = PaddingMode.None;
        _encryptor = aes.CreateEncryptor(copy, null);
        _decryptor = aes.CreateDecryptor(copy, null);
        CryptographicOperations.ZeroMemory(copy);
    }

    public void Encrypt(Span<byte> block) => Transform(_encryptor, block);

    public void Decrypt(Span<byte> block) => Transform(_decryptor, block);

    public void Dispose()
    {
        _encryptor.Dispose();
        _decryptor.Dispose();
        CryptographicOperations.ZeroMemory(_block);
    }

    private void Transform(ICryptoTransform transform, Span<byte> block)
    {
        block.CopyTo(_block);
        transform.TransformBlock(_block, 0, BlockSize, _block, 0);
        _block.CopyTo(block);
    }
}
