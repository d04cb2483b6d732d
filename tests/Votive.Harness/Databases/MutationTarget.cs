namespace Votive.Harness.Databases;

/// <summary>Which file of a database is changed.</summary>
internal enum MutationTarget
{
    /// <summary>The main file of a database that was closed.</summary>
    ClosedDatabase,

    /// <summary>The main file of a crashed database, beside its WAL.</summary>
    DatabaseWithWal,

    /// <summary>The WAL of a crashed database.</summary>
    Wal,

    /// <summary>The rollback journal of a database whose writer died within a transaction.</summary>
    Journal,
}
