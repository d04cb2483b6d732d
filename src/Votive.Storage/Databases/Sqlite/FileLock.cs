namespace Votive.Storage.Databases.Sqlite;

/// <summary>A lock between processes that goes with its holder, however that ends.</summary>
internal sealed class FileLock : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _stream;

    private FileLock(FileStream stream) => _stream = stream;

    /// <summary>Waits until this process alone holds the file, which is made where it is missing and stays.</summary>
    /// <exception cref="IOException">The file can't be made or opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made or opened.</exception>
    public static async Task<FileLock> AcquireAsync(string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        while (true)
        {
            try
            {
                return new FileLock(new FileStream(path, options));
            }
            catch (IOException e) when (SharingViolation.IsCauseOf(e))
            {
                await Task.Delay(Interval, clock, cancellationToken);
            }
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
