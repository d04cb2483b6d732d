namespace Votive.Storage.Maintenance;

/// <summary>Why work on the whole database could not be done.</summary>
public enum MaintenanceFault
{
    /// <summary>The database is PostgreSQL's, and the work is for the SQLite file.</summary>
    NotForPostgres,

    /// <summary>There is no database.</summary>
    NoDatabase,

    /// <summary>There is no file of the name given.</summary>
    NoFile,

    /// <summary>Somebody uses the database, or holds it locked.</summary>
    InUse,

    /// <summary>The file given is not a whole backup.</summary>
    BadFile,

    /// <summary>The database itself is damaged.</summary>
    Damaged,

    /// <summary>No key at hand opens it, or a key is missing.</summary>
    Key,

    /// <summary>The result can't be written: it exists, or the disk is full or failing.</summary>
    CannotWrite,

    /// <summary>SQLite failed in a way that says nothing about the database.</summary>
    Failed,
}
