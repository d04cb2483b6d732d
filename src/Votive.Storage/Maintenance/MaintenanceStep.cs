namespace Votive.Storage.Maintenance;

/// <summary>What work on the whole database is at.</summary>
public enum MaintenanceStep
{
    /// <summary>Comparing a file with its checksum.</summary>
    CheckingSum,

    /// <summary>Authenticating every page.</summary>
    CheckingPages,

    /// <summary>SQLite checks tables and indexes.</summary>
    CheckingContent,

    /// <summary>The new key is written down.</summary>
    KeyAnnounced,

    /// <summary>Emptying the write-ahead log into the database.</summary>
    Settling,

    /// <summary>Copying pages.</summary>
    Copying,

    /// <summary>Computing the checksum of what was written.</summary>
    Summing,

    /// <summary>What belongs to the former database is kept aside.</summary>
    LogSetAside,

    /// <summary>The new database is in its place.</summary>
    Replaced,

    /// <summary>Nothing of the former database is left beside the new one.</summary>
    Cleared,

    /// <summary>The new key is the one in force.</summary>
    KeyPromoted,

    /// <summary>Applying migrations.</summary>
    Migrating,
}
