using System.Security.Cryptography;
using System.Text;

namespace Votive.Storage.Fields;

/// <summary>Seals and opens what belongs to one person, with the key of that person (<see cref="PersonKey.Open"/>).</summary>
public sealed class PersonCipher
{
    private const int IdBytes = 8;

    private readonly byte[] _key;

    /// <summary>Comes from the key, so that what was sealed with a key since dropped says so.</summary>
    private readonly string _keyId;

    internal PersonCipher(string subject, byte[] key)
    {
        Subject = subject;
        _key = key;
        _keyId = "p" + Convert.ToHexStringLower(HKDF.Expand(HashAlgorithmName.SHA256, key, IdBytes, "votive person key id"u8.ToArray()));
    }

    /// <summary>The person: an opaque visitor or account id.</summary>
    public string Subject { get; }

    internal SealedText Seal(FieldAddress address, string text) => Seal(address, Encoding.UTF8.GetBytes(text));

    internal SealedText Seal(FieldAddress address, ReadOnlySpan<byte> content) => Envelope.Seal(_keyId, ColumnKey(address), address, content);

    /// <exception cref="FieldException">It can't be opened.</exception>
    internal string Open(FieldAddress address, SealedText value) =>
        Encoding.UTF8.GetString(Envelope.Open(address, value, keyId => keyId == _keyId ? ColumnKey(address) : null));

    private byte[] ColumnKey(FieldAddress address) => Envelope.DeriveColumnKey(_key, address.Table, address.Column);
}
