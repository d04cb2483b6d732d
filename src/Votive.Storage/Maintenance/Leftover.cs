namespace Votive.Storage.Maintenance;

/// <summary>
/// A former or unfinished database beside the database, which nothing needs any more once all is well; while a restore or a change of key
/// is at work, also its copy.
/// </summary>
/// <param name="Path">Absolute path.</param>
/// <param name="SizeBytes">Its size.</param>
public sealed record Leftover(string Path, long SizeBytes)
{
    private static readonly string[] Suffixes = [".before-rekey", ".rekeying", ".restoring", ".before-restore-"];

    /// <summary>Those beside a database, by name. None where there is no folder.</summary>
    /// <exception cref="IOException">The folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static IReadOnlyList<Leftover> Beside(string databasePath)
    {
        var folder = new DirectoryInfo(System.IO.Path.GetDirectoryName(databasePath)!);
        var name = System.IO.Path.GetFileName(databasePath);
        return !folder.Exists
            ? []
            : [.. folder.EnumerateFiles()
                .Where(file => Suffixes.Any(suffix => file.Name.StartsWith(name + suffix, StringComparison.Ordinal)))
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => new Leftover(file.FullName, file.Length))];
    }
}
