namespace Votive.Storage.Maintenance;

/// <summary>Puts a finished database in the place of another, which is kept under a name of its own. Whoever holds the database alone may do it.</summary>
/// <remarks>
/// <para>
/// Killed at any moment, it leaves either the former database with its log or the new one; at no moment is there none, and nothing of the
/// former is lost. The order sees to that:
/// </para>
/// <para>
/// 1. The former's write-ahead log and journal, where it could not be opened and emptied, are copied aside: until 3 it needs them.
/// 2. Its journal is deleted, because SQLite would roll it back into whatever database it finds, and cut that to the former's length.
/// Killed here, the former stands without it. Nothing is lost by that: a former that opens was opened just before by whoever swaps, so it
/// has none; of one that does not open, the journal lies aside, and is only of use to whoever rescues what can be rescued.
/// 3. One rename puts the new database in place; the former gets its second name just before, by a hard link.
/// 4. Its log and index are deleted. Until then they lie beside the new database, which they can't harm: a new database has a new salt,
/// so none of the log's frames opens under its keys, and the index is rebuilt by whoever comes first.
/// </para>
/// </remarks>
internal static class FileSwap
{
    /// <param name="replacement">The finished database, closed and on disk, under a salt of its own.</param>
    /// <param name="current">Where it belongs. There may be none there.</param>
    /// <param name="aside">The former's new name.</param>
    /// <param name="progress">Told after each step.</param>
    /// <exception cref="IOException">A file can't be renamed or copied.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be renamed or copied.</exception>
    public static void Replace(string replacement, string current, string aside, IProgress<MaintenanceProgress>? progress)
    {
        var folder = Path.GetDirectoryName(current)!;
        foreach (var suffix in new[] { "-wal", "-journal" })
        {
            if (new FileInfo(current + suffix) is { Exists: true, Length: > 0 })
            {
                DurableFiles.Copy(current + suffix, aside + suffix);
            }
        }

        DurableFiles.SyncFolder(folder);
        progress?.Report(new MaintenanceProgress(MaintenanceStep.LogSetAside));

        File.Delete(current + "-journal");
        DurableFiles.SyncFolder(folder);
        if (File.Exists(current))
        {
            File.Replace(replacement, current, aside, ignoreMetadataErrors: true);
        }
        else
        {
            File.Move(replacement, current);
        }

        DurableFiles.SyncFolder(folder);
        progress?.Report(new MaintenanceProgress(MaintenanceStep.Replaced));

        File.Delete(current + "-wal");
        File.Delete(current + "-shm");
        DurableFiles.SyncFolder(folder);
        progress?.Report(new MaintenanceProgress(MaintenanceStep.Cleared));
    }

    /// <summary>Deletes a database that is not needed, with what SQLite may have left beside it.</summary>
    public static void Delete(string path)
    {
        foreach (var suffix in new[] { "", "-journal", "-wal", "-shm" })
        {
            File.Delete(path + suffix);
        }
    }
}
