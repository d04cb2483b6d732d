using System.Globalization;

namespace Votive.Storage.Maintenance;

/// <summary>What must be so before a copy of a database is begun, so that no disk is filled for nothing.</summary>
internal static class CopyTarget
{
    private const long MebibyteBytes = 1024 * 1024;

    /// <summary>Room for what else is written meanwhile.</summary>
    private const long MarginBytes = 32 * MebibyteBytes;

    /// <exception cref="MaintenanceException">The file exists, or its folder does not.</exception>
    public static void RequireNew(string path)
    {
        if (Path.Exists(path))
        {
            throw new MaintenanceException(MaintenanceFault.CannotWrite, $"'{path}' exists, and nothing is ever overwritten: name another file.");
        }

        // Not made: a folder that is missing may be a disk that is not mounted.
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            throw new MaintenanceException(MaintenanceFault.CannotWrite, $"There is no folder '{folder}'.");
        }
    }

    /// <exception cref="MaintenanceException">The file system of the folder has no room for a copy of the database with its write-ahead log.</exception>
    public static void RequireRoom(string folder, string databasePath)
    {
        var log = new FileInfo(databasePath + "-wal");
        var needed = new FileInfo(databasePath).Length + (log.Exists ? log.Length : 0) + MarginBytes;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < needed)
        {
            throw new MaintenanceException(MaintenanceFault.CannotWrite, string.Create(
                CultureInfo.InvariantCulture,
                $"There is no room for it in '{folder}': {InMebibytes(needed)} MiB are needed, {free / MebibyteBytes} MiB are free."));
        }
    }

    private static long InMebibytes(long bytes) => (bytes + MebibyteBytes - 1) / MebibyteBytes;
}
