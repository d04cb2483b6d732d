namespace Votive.Storage.Databases.Sqlite;

/// <summary>A lock between processes that goes with its holder, however that ends.</summary>
internal sealed class FileLock : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _stream;

    private FileLock(FileStream stream) => _stream = stream;

    /// <summary>Waits until this process alone holds the file, which is made where it is missing and stays.</summary>
    /// <exception cref="IOException">The file can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file can't be made.</exception>
    public static async Task<FileLock> AcquireAsync(string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && File.Exists(path))
            {
                await Task.Delay(Interval, clock, cancellationToken);
            }
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
