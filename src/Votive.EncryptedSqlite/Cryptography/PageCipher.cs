using System.Security.Cryptography;

namespace Votive.EncryptedSqlite.Cryptography;

/// <summary>AES-256-GCM over one page, with a fresh random nonce at each encryption. Not thread-safe: one per open file.</summary>
internal sealed class PageCipher(ReadOnlySpan<byte> key) : IDisposable
{
    private readonly AesGcm _gcm = new(key, PageLayout.TagSize);

    /// <summary>Encrypts the usable part of a page; the identity's clear prefix in <paramref name="encrypted"/> is left as it is.</summary>
    public void Encrypt(ReadOnlySpan<byte> plaintext, Span<byte> encrypted, PageIdentity identity)
    {
        Span<byte> associatedData = stackalloc byte[PageIdentity.EncodedSize];
        identity.Encode(associatedData);
        var content = identity.ClearPrefixSize..PageLayout.UsableSize;
        var nonce = encrypted.Slice(PageLayout.NonceOffset, PageLayout.NonceSize);
        RandomNumberGenerator.Fill(nonce);
        encrypted[PageLayout.PaddingOffset..].Clear();

        _gcm.Encrypt(nonce, plaintext[content], encrypted[content], encrypted.Slice(PageLayout.TagOffset, PageLayout.TagSize), associatedData);
    }

    /// <summary>Decrypts a page and clears its reserve, over which SQLite's WAL checksum runs.</summary>
    /// <param name="plaintext">May be the same memory as <paramref name="encrypted"/>; all zero when the answer is false.</param>
    /// <returns>False when the page is not what was encrypted under this key for this place.</returns>
    public bool TryDecrypt(ReadOnlySpan<byte> encrypted, Span<byte> plaintext, PageIdentity identity)
    {
        Span<byte> associatedData = stackalloc byte[PageIdentity.EncodedSize];
        identity.Encode(associatedData);
        var content = identity.ClearPrefixSize..PageLayout.UsableSize;

        if (encrypted[PageLayout.PaddingOffset..].ContainsAnyExcept((byte)0))
        {
            plaintext.Clear();
            return false;
        }

        try
        {
            _gcm.Decrypt(
                encrypted.Slice(PageLayout.NonceOffset, PageLayout.NonceSize),
                encrypted[content],
                encrypted.Slice(PageLayout.TagOffset, PageLayout.TagSize),
                plaintext[content],
                associatedData);
        }
        catch (AuthenticationTagMismatchException)
        {
            plaintext.Clear();
            return false;
        }

        plaintext[PageLayout.UsableSize..].Clear();
        return true;
    }

    public void Dispose() => _gcm.Dispose();
}
