namespace Votive.Storage.Maintenance;

/// <summary>Where the keys of a change of key are written down: the secrets file, or the operator's environment.</summary>
public interface IKeyChange
{
    /// <summary>The key that was announced and not yet promoted; null when no change of key is under way.</summary>
    byte[]? NextKey { get; }

    /// <summary>The key that is asked for; null where any will do.</summary>
    byte[]? AskedKey { get; }

    /// <summary>Writes down the key that is asked for, else a new one, in place of one that was announced before; what this returns from survives a power cut. Nothing is under it yet.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    byte[] Announce();

    /// <summary>The next key becomes the one in force, and that one the previous.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    void Promote();

    /// <summary>Forgets the next key, under which there is nothing.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    void Withdraw();
}
