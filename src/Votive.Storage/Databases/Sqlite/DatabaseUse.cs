namespace Votive.Storage.Databases.Sqlite;

/// <summary>
/// Who uses a database file, between programs: services and whoever reads share it; restore and rekey, which put another file in its place,
/// take it alone. SQLite's own locks don't tell, because a service that rests has no connection open. Goes with its holder, however that ends.
/// </summary>
internal sealed class DatabaseUse : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest wait of a starting program: whoever only looks holds the file alone for less than that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait of whoever wants the file alone: <c>db status</c>, which a monitor may run at any time, shares it for less than that.</summary>
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(2);

    private readonly FileStream _stream;

    private DatabaseUse(FileStream stream) => _stream = stream;

    /// <summary>Takes part in the use of a database; waits for a moment while somebody has it alone.</summary>
    /// <returns>Null when somebody keeps it alone.</returns>
    /// <exception cref="IOException">The file beside the database can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file beside the database can't be made.</exception>
    public static Task<DatabaseUse?> TryShareAsync(string databasePath, TimeProvider clock, CancellationToken cancellationToken) =>
        WaitAsync(() => TryOpen(databasePath, FileAccess.Read, FileShare.Read), Patience, clock, cancellationToken);

    /// <summary>Takes a database alone; waits for a moment while somebody uses it.</summary>
    /// <returns>Null when somebody goes on using it.</returns>
    /// <exception cref="IOException">The file beside the database can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file beside the database can't be made.</exception>
    public static Task<DatabaseUse?> TryTakeAloneAsync(string databasePath, TimeProvider clock, CancellationToken cancellationToken) =>
        WaitAsync(() => TryTakeAlone(databasePath), ShortPatience, clock, cancellationToken);

    /// <summary>Takes a database alone.</summary>
    /// <returns>Null while anybody else uses it.</returns>
    /// <exception cref="IOException">The file beside the database can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file beside the database can't be made.</exception>
    public static DatabaseUse? TryTakeAlone(string databasePath) => TryOpen(databasePath, FileAccess.ReadWrite, FileShare.None);

    public void Dispose() => _stream.Dispose();

    private static async Task<DatabaseUse?> WaitAsync(Func<DatabaseUse?> tryTake, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            if (tryTake() is { } use)
            {
                return use;
            }

            if (clock.GetElapsedTime(started) >= patience)
            {
                return null;
            }

            await Task.Delay(Interval, clock, cancellationToken);
        }
    }

    private static DatabaseUse? TryOpen(string databasePath, FileAccess access, FileShare share)
    {
        var path = databasePath + ".use";
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = access, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new DatabaseUse(new FileStream(path, options));
        }
        catch (IOException e) when (SharingViolation.IsCauseOf(e))
        {
            return null;
        }
    }
}
