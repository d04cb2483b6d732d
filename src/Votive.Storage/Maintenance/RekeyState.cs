namespace Votive.Storage.Maintenance;

/// <summary>Where a change of key stands, told by what lies on the disk alone: any program may have been killed at any moment.</summary>
internal enum RekeyState
{
    /// <summary>None is under way.</summary>
    Settled,

    /// <summary>The next key is written down, and the database is still under the one in force: the copy is to be made, whatever was made of it before.</summary>
    Announced,

    /// <summary>The database is under the next key: that key is to be put in force.</summary>
    Replaced,

    /// <summary>Neither key opens the database.</summary>
    Unknown,
}

/// <summary>The table of states.</summary>
internal static class RekeyStates
{
    /// <summary>Whichever of the two keys opens the database is the one that is used.</summary>
    /// <param name="isAnnounced">Whether a next key is written down.</param>
    /// <param name="currentOpens">Whether the key in force opens the database.</param>
    /// <param name="nextOpens">Whether the next key opens it.</param>
    public static RekeyState Read(bool isAnnounced, bool currentOpens, bool nextOpens) => (isAnnounced, currentOpens, nextOpens) switch
    {
        (false, true, _) => RekeyState.Settled,
        (true, true, _) => RekeyState.Announced,
        (true, false, true) => RekeyState.Replaced,
        _ => RekeyState.Unknown,
    };
}
