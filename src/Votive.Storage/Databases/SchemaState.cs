namespace Votive.Storage.Databases;

/// <summary>How the database's schema compares with what this program needs.</summary>
public enum SchemaState
{
    /// <summary>There is no database yet.</summary>
    Missing,

    /// <summary>Migrations are outstanding.</summary>
    Older,

    /// <summary>It fits.</summary>
    Current,

    /// <summary>A newer program has migrated it.</summary>
    Newer,
}
