using System.Globalization;
using Votive.EncryptedSqlite;

namespace Votive.Storage.Databases.Sqlite;

/// <summary>
/// Counts, in a small file beside the database, the pages that all programs have ever encrypted for it: one salt must stay below 2^32 of them,
/// and the encryption itself only knows of its own process.
/// </summary>
/// <remarks>
/// Each line is one program's count under one salt: <c>salt program pages</c>. A program writes its own line over, so that saying the same twice
/// changes nothing. What was written since the last time is forgotten when a program is killed; at an interval of minutes that is little.
/// </remarks>
internal sealed class PageWriteLedger(string databasePath)
{
    /// <summary>Name of the line that stands for programs long gone.</summary>
    private const string Earlier = "earlier";

    /// <summary>So many lines of one salt are kept apart before they are drawn together.</summary>
    private const int MaxPrograms = 32;

    private const int PageSizeBytes = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>This process: two databases opened by it over one file write the same line.</summary>
    private static readonly string Program = Guid.CreateVersion7().ToString("N");

    private readonly string _path = databasePath + ".page-writes";

    /// <summary>Writes down what this process has encrypted, and tells the encryption what the others have.</summary>
    /// <returns>Pages encrypted under the database's salt, all told; 0 without a database.</returns>
    /// <exception cref="IOException">The file can't be read or written, or others hold it for longer than a second.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read or written.</exception>
    public long Record()
    {
        if (ReadSalt() is not { } salt)
        {
            return 0;
        }

        using var stream = Open();
        var lines = Read(stream);
        var here = EncryptedVfs.CountPageWrites(databasePath);
        var others = lines.Where(line => line.Salt == salt && line.Program != Program).ToList();
        if (lines.TrueForAll(line => line.Salt != salt))
        {
            // The count begins late, or was lost: each page was encrypted once at least.
            others.Add(new(salt, Earlier, Math.Max(0, (new FileInfo(databasePath).Length / PageSizeBytes) - here)));
        }

        var elsewhere = others.Sum(line => line.Pages);
        if (others.Count > MaxPrograms)
        {
            others = [new(salt, Earlier, elsewhere)];
        }

        Write(stream, [.. lines.Where(line => line.Salt != salt), .. others, new(salt, Program, here)]);
        EncryptedVfs.SetPageWritesElsewhere(databasePath, elsewhere);
        return elsewhere + here;
    }

    private string? ReadSalt()
    {
        try
        {
            return EncryptedFile.ReadSalt(databasePath);
        }
        catch (Exception e) when (e is FileNotFoundException or InvalidDataException)
        {
            return null;
        }
    }

    private static List<Line> Read(FileStream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        var lines = new List<Line>();
        while (reader.ReadLine() is { } text)
        {
            // A line that a power cut has spoilt is left out.
            if (text.Split(' ') is [var salt, var program, var count]
                && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var pages))
            {
                lines.Add(new(salt, program, pages));
            }
        }

        return lines;
    }

    private static void Write(FileStream stream, IEnumerable<Line> lines)
    {
        stream.Position = 0;
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        foreach (var line in lines)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line.Salt} {line.Program} {line.Pages}"));
        }

        writer.Flush();
        stream.SetLength(stream.Position);
    }

    /// <summary>Opens the file for this process alone. Others hold it for a moment only.</summary>
    private FileStream Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
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
                catch (IOException e) when (e.GetType() == typeof(IOException) && File.Exists(_path))
                {
                    return false;
                }
            },
            Patience);
        return stream ?? throw new IOException($"{Path.GetFileName(_path)} is held by another program.");
    }

    private readonly record struct Line(string Salt, string Program, long Pages);
}
