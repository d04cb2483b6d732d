namespace Votive.EncryptedSqlite.Benchmarks.Stores;

/// <summary>What a store's pages are on disk.</summary>
internal enum StoreKind
{
    /// <summary>Stock SQLite, the control.</summary>
    Plain,

    /// <summary>Through <see cref="EncryptedVfs"/>.</summary>
    Encrypted,
}
