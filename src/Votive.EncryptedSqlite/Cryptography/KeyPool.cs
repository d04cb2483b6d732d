namespace Votive.EncryptedSqlite.Cryptography;

/// <summary>
/// Lends the keys of databases under one master key, each to one open file at a time, and keeps some that were given back:
/// setting them up takes as long as reading several pages. Thread-safe.
/// </summary>
internal sealed class KeyPool
{
    /// <summary>Beyond this the oldest goes. Enough for one database and a few threads that open and close connections to it.</summary>
    private const int Capacity = 4;

    private readonly Lock _lock = new();
    private readonly List<DatabaseKeys> _idle = [];

    /// <summary>The keys of a salt; to be given back, or disposed of.</summary>
    /// <param name="masterKey">The same one at each call.</param>
    /// <param name="salt">The database file's.</param>
    public DatabaseKeys Rent(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> salt)
    {
        lock (_lock)
        {
            for (var i = _idle.Count - 1; i >= 0; i--)
            {
                var keys = _idle[i];
                if (salt.SequenceEqual(keys.Salt))
                {
                    _idle.RemoveAt(i);
                    return keys;
                }
            }
        }

        return DatabaseKeys.Derive(masterKey, salt);
    }

    public void Return(DatabaseKeys keys)
    {
        lock (_lock)
        {
            if (_idle.Count == Capacity)
            {
                _idle[0].Dispose();
                _idle.RemoveAt(0);
            }

            _idle.Add(keys);
        }
    }
}
