using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Options;

namespace Votive.Storage.Fields;

/// <summary>Seals and opens values with the keyring of <see cref="StorageOptions.FieldKeys"/>. One for each host; may be used from many threads.</summary>
/// <remarks>Its users are entities, which know the place of what they keep; nothing is sealed or opened behind anybody's back.</remarks>
public sealed class FieldCipher
{
    private readonly FieldKey _inForce;
    private readonly Dictionary<string, FieldKey> _keys;
    private readonly ConcurrentDictionary<(string KeyId, string Table, string Column), byte[]> _columnKeys = new();

    /// <summary>For the container.</summary>
    /// <exception cref="OptionsValidationException">The keyring can't be used; the text names the variable and the cause.</exception>
    public FieldCipher(IOptions<StorageOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var keys = FieldKey.ParseAll(options.Value.FieldKeys, out _);
        _inForce = keys[0];
        KeyIds = [.. keys.Select(key => key.Id)];
        _keys = keys.ToDictionary(key => key.Id, StringComparer.Ordinal);
    }

    /// <summary>Id of the key that seals.</summary>
    public string KeyInForce => _inForce.Id;

    /// <summary>Ids of all keys, the one in force first.</summary>
    internal IReadOnlyList<string> KeyIds { get; }

    internal SealedText Seal(FieldAddress address, string text) => Seal(address, Encoding.UTF8.GetBytes(text));

    internal SealedText Seal(FieldAddress address, ReadOnlySpan<byte> content) =>
        Envelope.Seal(_inForce.Id, ColumnKey(_inForce.Id, address)!, address, content);

    /// <exception cref="FieldException">It can't be opened.</exception>
    internal string Open(FieldAddress address, SealedText value) => Encoding.UTF8.GetString(OpenBytes(address, value));

    /// <exception cref="FieldException">It can't be opened.</exception>
    internal byte[] OpenBytes(FieldAddress address, SealedText value) => Envelope.Open(address, value, keyId => ColumnKey(keyId, address));

    private byte[]? ColumnKey(string keyId, FieldAddress address) => !_keys.TryGetValue(keyId, out var key)
        ? null
        : _columnKeys.GetOrAdd(
            (keyId, address.Table, address.Column),
            static (place, key) => Envelope.DeriveColumnKey(key, place.Table, place.Column),
            key.Key);
}
