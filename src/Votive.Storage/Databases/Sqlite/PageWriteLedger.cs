using System.Globalization;
using System.Text;
using Votive.EncryptedSqlite;

namespace Votive.Storage.Databases.Sqlite;

/// <summary>
/// Counts, in a small file beside the database, the pages that all programs have ever encrypted for it: one salt must stay below 2^32 of them,
/// and the encryption itself only knows of its own process.
/// </summary>
/// <remarks>
/// One line, <c>salt pages</c>, always of the same length and written over in its place, so that neither a kill nor a full disk leaves half of it.
/// What a program has encrypted since it last told is forgotten when it is killed; at an interval of minutes that is little.
/// </remarks>
internal sealed class PageWriteLedger(string databasePath)
{
    private const int PageSizeBytes = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly string _path = databasePath + ".page-writes";

    /// <summary>Adds what this process has encrypted since it last told, and tells the encryption the total.</summary>
    /// <returns>Pages encrypted under the database's salt, all told; 0 without a database.</returns>
    /// <exception cref="IOException">The file can't be read or written, or others hold it for longer than a second.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read or written.</exception>
    public long Record()
    {
        try
        {
            var salt = EncryptedFile.ReadSalt(databasePath);
            return EncryptedVfs.SettlePageWrites(databasePath, pages => Add(salt, pages));
        }
        catch (Exception e) when (e is FileNotFoundException or InvalidDataException)
        {
            return 0;
        }
    }

    private static long? Read(FileStream stream, string salt)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        return reader.ReadLine()?.Split(' ') is [var written, var count]
            && written == salt
            && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var pages)
            ? pages
            : null;
    }

    private long Add(string salt, long pages)
    {
        using var stream = Open();

        // Where the count begins late, or was lost, each page was encrypted once at least.
        var before = Read(stream, salt) ?? Math.Max(0, (new FileInfo(databasePath).Length / PageSizeBytes) - pages);
        var total = before + pages;
        stream.Position = 0;
        stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{salt} {total:D19}\n")));
        stream.Flush(flushToDisk: true);
        return total;
    }

    /// <summary>Opens the file for this process alone. Others hold it for a moment only.</summary>
    private FileStream Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        FileStream? stream = null;
        SpinWait.SpinUntil(
            () =>
            {
                try
                {
                    stream = new FileStream(_path, options);
                    return true;
                }
                catch (IOException e) when (SharingViolation.IsCauseOf(e))
                {
                    return false;
                }
            },
            Patience);
        return stream ?? throw new IOException($"{Path.GetFileName(_path)} is held by another program.");
    }
}
