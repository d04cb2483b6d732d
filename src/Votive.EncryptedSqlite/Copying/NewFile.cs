namespace Votive.EncryptedSqlite.Copying;

/// <summary>A database file that comes to be, or else is gone again with all that SQLite laid beside it.</summary>
internal sealed class NewFile : IDisposable
{
    private static readonly string[] Companions = ["-journal", "-wal", "-shm"];

    private bool _isKept;

    /// <summary>Makes the empty file, for the owner alone to read and write.</summary>
    /// <exception cref="IOException">The file exists, or one beside it that would belong to it; or it can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made there.</exception>
    public NewFile(string path)
    {
        FullPath = Path.GetFullPath(path);
        foreach (var companion in Companions)
        {
            if (File.Exists(FullPath + companion))
            {
                throw new IOException($"A file lies beside the target that would belong to it: '{FullPath}{companion}'.");
            }
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Fails where the file exists, also when somebody makes it at this moment.
        new FileStream(FullPath, options).Dispose();
    }

    public string FullPath { get; }

    public long Length => new FileInfo(FullPath).Length;

    public void Keep() => _isKept = true;

    public void Dispose()
    {
        if (_isKept)
        {
            return;
        }

        File.Delete(FullPath);
        foreach (var companion in Companions)
        {
            File.Delete(FullPath + companion);
        }
    }
}
