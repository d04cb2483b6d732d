using System.Globalization;
using System.Text.RegularExpressions;

namespace Votive.Storage.Maintenance;

/// <summary>A backup with a name that Votive gave it.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="MadeAt">UTC, to the second.</param>
/// <param name="Number">Counts those of the same second, from 1.</param>
public sealed partial record BackupFile(string Path, DateTimeOffset MadeAt, int Number)
{
    /// <summary>Ends the name of a backup that is being made, or that was never finished.</summary>
    internal const string PartialSuffix = ".partial";

    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>In bytes.</summary>
    public long SizeBytes => new FileInfo(Path).Length;

    internal string ChecksumPath => Path + BackupChecksum.Suffix;

    /// <summary>The first name of this second that is free in a folder.</summary>
    internal static string NewPath(string folder, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        for (var number = 1; ; number++)
        {
            var suffix = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{number}");
            var path = System.IO.Path.Combine(folder, $"votive-{time}{suffix}.db");
            if (!File.Exists(path) && !File.Exists(path + PartialSuffix) && !File.Exists(path + BackupChecksum.Suffix))
            {
                return path;
            }
        }
    }

    /// <summary>The finished backups of a folder, the newest first: those with their checksum. None where there is no folder.</summary>
    /// <exception cref="IOException">The folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static IReadOnlyList<BackupFile> In(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "votive-*.db")
            .Select(TryParse)
            .OfType<BackupFile>()
            .Where(backup => File.Exists(backup.ChecksumPath))
            .OrderByDescending(backup => backup.MadeAt)
            .ThenByDescending(backup => backup.Number)];

    internal static BackupFile? TryParse(string path) =>
        Name().Match(System.IO.Path.GetFileName(path)) is { Success: true } match
        && DateTimeOffset.TryParseExact(
            match.Groups["time"].Value, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? new BackupFile(path, time, match.Groups["number"] is { Success: true } number ? int.Parse(number.Value, CultureInfo.InvariantCulture) : 1)
            : null;

    [GeneratedRegex(@"^votive-(?<time>\d{8}T\d{6}Z)(-(?<number>\d{1,6}))?\.db$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
