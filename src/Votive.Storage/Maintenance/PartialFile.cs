using Votive.Storage.Databases.Sqlite;

namespace Votive.Storage.Maintenance;

/// <summary>The temporary name under which a file is made, and the claim to it, which goes with its holder however that ends.</summary>
internal sealed class PartialFile : IDisposable
{
    private const string ClaimSuffix = ".lock";

    private readonly FileStream _claim;

    private PartialFile(string path, FileStream claim)
    {
        Path = path;
        _claim = claim;
    }

    /// <summary>Where to write; there is no file yet.</summary>
    public string Path { get; }

    /// <summary>Claims the temporary name for a target, and removes what a killed program left there.</summary>
    /// <returns>Null while another program has it.</returns>
    /// <exception cref="IOException">The folder can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static PartialFile? Claim(string target)
    {
        var path = target + BackupFile.PartialSuffix;
        if (TryLock(path) is not { } claim)
        {
            return null;
        }

        Remove(path);
        return new PartialFile(path, claim);
    }

    /// <summary>Removes from a folder what killed backups with names of Votive's left there.</summary>
    public static void RemoveAbandoned(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "votive-*.db" + BackupFile.PartialSuffix))
        {
            using var claim = TryLock(path);
            if (claim is not null)
            {
                Remove(path);
            }
        }
    }

    /// <summary>Removes from a folder the checksums of backups with names of Votive's that were killed before they got their name, or while they were deleted.</summary>
    public static void RemoveLoneChecksums(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "votive-*.db" + BackupChecksum.Suffix))
        {
            var backup = path[..^BackupChecksum.Suffix.Length];
            using var claim = BackupFile.TryParse(backup) is null ? null : TryLock(backup + BackupFile.PartialSuffix);
            if (claim is not null && !File.Exists(backup))
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Removes the file, if it still has its temporary name.</summary>
    public void Dispose()
    {
        Remove(Path);
        _claim.Dispose();
    }

    private static FileStream? TryLock(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 1,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = DurableFiles.OwnerOnly;
        }

        try
        {
            return new FileStream(path + ClaimSuffix, options);
        }
        catch (IOException e) when (SharingViolation.IsCauseOf(e))
        {
            return null;
        }
    }

    private static void Remove(string path)
    {
        File.Delete(path);
        File.Delete(path + "-journal");
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
    }
}
