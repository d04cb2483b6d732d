using System.Text;

namespace Votive.Storage.Fields;

/// <summary>A sealed value as its column keeps it. Never changes; equal when the bytes are.</summary>
/// <remarks>
/// The bytes say what opens them: format version (1) | length of the key id (1) | key id in ASCII | nonce (12) | ciphertext | tag (16).
/// What they were read from the database as is checked when they are opened, not before.
/// </remarks>
public sealed class SealedText : IEquatable<SealedText>
{
    internal const byte FormatVersion = 1;
    internal const int NonceBytes = 12;
    internal const int TagBytes = 16;

    /// <summary>Version and length of the key id.</summary>
    private const int FixedHeaderBytes = 2;

    private readonly byte[] _bytes;

    internal SealedText(byte[] bytes) => _bytes = bytes;

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The bytes as the column has them.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <inheritdoc />
    public bool Equals(SealedText? other) => other is not null && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SealedText);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>What it is, without content.</summary>
    public override string ToString() => $"sealed, {_bytes.Length} bytes";

    /// <summary>The bytes for the database.</summary>
    internal static byte[] ToColumn(SealedText value) => value._bytes;

    /// <summary>What every value that was sealed with a key begins with.</summary>
    internal static byte[] Header(string keyId) => [FormatVersion, (byte)keyId.Length, .. Encoding.ASCII.GetBytes(keyId)];

    /// <summary>Reads the beginning.</summary>
    /// <param name="keyId">Id of the key that sealed it; empty where it can't be read.</param>
    /// <param name="length">Bytes before the nonce.</param>
    /// <returns>What is wrong; null when nothing is, and there is room for nonce and tag.</returns>
    internal FieldFault? ReadHeader(out string keyId, out int length)
    {
        (keyId, length) = ("", 0);
        if (_bytes.Length > 0 && _bytes[0] != FormatVersion)
        {
            return FieldFault.UnknownVersion;
        }

        if (_bytes.Length < FixedHeaderBytes || _bytes.Length < FixedHeaderBytes + _bytes[1] + NonceBytes + TagBytes)
        {
            return FieldFault.NotSealed;
        }

        length = FixedHeaderBytes + _bytes[1];
        keyId = Encoding.ASCII.GetString(_bytes, FixedHeaderBytes, _bytes[1]);
        if (FieldKey.IsId(keyId))
        {
            return null;
        }

        keyId = "";
        return FieldFault.NotSealed;
    }
}
