using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Votive.Storage.Fields;

/// <summary>Seals and opens bytes: AES-256-GCM under a key of the column's own, bound to the place.</summary>
/// <remarks>
/// Each key of the keyring, or of a person, gives one key per column by HKDF, so the bound of random 96-bit nonces (2^32 values before two
/// may share one with a probability of 2^-33) counts for each key and column alone.
/// </remarks>
internal static class Envelope
{
    private const int KeyBytes = 32;

    /// <summary>The key of one column.</summary>
    public static byte[] DeriveColumnKey(ReadOnlySpan<byte> key, string table, string column)
    {
        var derived = new byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, derived, salt: [], info: Join("votive field", table, column));
        return derived;
    }

    /// <summary>Seals <paramref name="content"/> for one place.</summary>
    public static SealedText Seal(string keyId, ReadOnlySpan<byte> columnKey, FieldAddress address, ReadOnlySpan<byte> content)
    {
        var header = SealedText.Header(keyId);
        var bytes = new byte[header.Length + SealedText.NonceBytes + content.Length + SealedText.TagBytes];
        header.CopyTo(bytes, 0);
        var nonce = bytes.AsSpan(header.Length, SealedText.NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(columnKey, SealedText.TagBytes);
        aes.Encrypt(
            nonce,
            content,
            bytes.AsSpan(header.Length + SealedText.NonceBytes, content.Length),
            bytes.AsSpan(bytes.Length - SealedText.TagBytes),
            BindTo(address, keyId));
        return new SealedText(bytes);
    }

    /// <summary>Opens what was sealed for this place.</summary>
    /// <param name="address">The place.</param>
    /// <param name="value">What stands there.</param>
    /// <param name="columnKeyOf">Gives the column's key for a key id; null where the id is not known.</param>
    /// <exception cref="FieldException">It can't be opened.</exception>
    public static byte[] Open(FieldAddress address, SealedText value, Func<string, byte[]?> columnKeyOf)
    {
        if (value.ReadHeader(out var keyId, out var header) is { } fault)
        {
            throw new FieldException(fault, address);
        }

        var columnKey = columnKeyOf(keyId) ?? throw new FieldException(FieldFault.UnknownKey, address, keyId);
        var nonce = value.Bytes.Slice(header, SealedText.NonceBytes);
        var ciphertext = value.Bytes[(header + SealedText.NonceBytes)..^SealedText.TagBytes];
        var content = new byte[ciphertext.Length];
        using var aes = new AesGcm(columnKey, SealedText.TagBytes);
        try
        {
            aes.Decrypt(nonce, ciphertext, value.Bytes[^SealedText.TagBytes..], content, BindTo(address, keyId));
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new FieldException(FieldFault.NotAuthentic, address, keyId);
        }
    }

    private static byte[] BindTo(FieldAddress address, string keyId) => Join("votive field 1", address.Table, address.Column, address.Row, keyId);

    /// <summary>Each part with its length before it, so that no two lists of parts have the same bytes.</summary>
    private static byte[] Join(params ReadOnlySpan<string> parts)
    {
        var length = 0;
        foreach (var part in parts)
        {
            length += sizeof(int) + Encoding.UTF8.GetByteCount(part);
        }

        var bytes = new byte[length];
        var rest = bytes.AsSpan();
        foreach (var part in parts)
        {
            var written = Encoding.UTF8.GetBytes(part, rest[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(rest, written);
            rest = rest[(sizeof(int) + written)..];
        }

        return bytes;
    }
}
