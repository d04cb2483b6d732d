using System.Text;
using Votive.Storage.Maintenance;

namespace Votive.Storage.Databases.Sqlite;

/// <summary>
/// A file beside the database that tells a database which was lost from one that never was. While a database is being made it says so: an
/// empty file is then the beginning of one, and else what is left of one.
/// </summary>
internal sealed class MadeMark(string databasePath)
{
    private const string Making = "Votive is making the database beside this file; the next start goes on.\n";

    private const string Made =
        "Votive made the database beside this file. While this file is here, a missing database stops the start in production\n"
        + "instead of being replaced by an empty one: restore a backup, or delete this file to begin anew.\n";

    private readonly string _path = databasePath + ".made";

    /// <summary>Whether a database was made. A mark that can't be read as another is such a one.</summary>
    public bool IsMade => Read() is { } text && text != Making;

    /// <summary>Whether a database was begun, and the program ended before it was made.</summary>
    public bool IsMaking => Read() == Making;

    /// <summary>To be called before there is a file: what this returns from survives a power cut.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Begin() => DurableFiles.Write(_path, Encoding.UTF8.GetBytes(Making));

    /// <summary>To be called when there is a database.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Finish()
    {
        if (Read() != Made)
        {
            DurableFiles.Write(_path, Encoding.UTF8.GetBytes(Made));
        }
    }

    private string? Read() => File.Exists(_path) ? File.ReadAllText(_path) : null;
}
