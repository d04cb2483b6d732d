namespace Votive.EncryptedSqlite;

/// <summary>What lies at the path of an encrypted database.</summary>
public enum EncryptedFileState
{
    /// <summary>No file.</summary>
    Missing,

    /// <summary>A file of no bytes, which SQLite takes for a new database.</summary>
    Empty,

    /// <summary>The key opens it.</summary>
    Valid,

    /// <summary>Long enough to be an encrypted database, but the key doesn't open it: another key, or damage.</summary>
    WrongKeyOrDamaged,

    /// <summary>An unencrypted SQLite database.</summary>
    Plaintext,

    /// <summary>Shorter than one page, or nothing but zeros: cut off, or never a database.</summary>
    NotADatabase,
}
