using Microsoft.Extensions.Options;
using Votive.EncryptedSqlite;
using Votive.Storage.Databases.Sqlite;

namespace Votive.Storage.Maintenance;

/// <summary>Writes the SQLite database as a plaintext file, which any SQLite tool reads. What is encrypted field by field stays so.</summary>
public sealed class DatabaseExport
{
    private readonly StorageOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>For the container.</summary>
    public DatabaseExport(IOptions<StorageOptions> options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _clock = clock;
    }

    /// <summary>Writes one snapshot, beside running services, for the owner alone to read.</summary>
    /// <param name="targetPath">A file that does not exist yet.</param>
    /// <param name="progress">Told of parts; null for nobody.</param>
    /// <param name="cancellationToken">Stops it; nothing is left then.</param>
    /// <exception cref="MaintenanceException">It can't be done; nothing is left then.</exception>
    /// <exception cref="IOException">The target can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The target can't be written.</exception>
    public async Task<ExportOutcome> RunAsync(string targetPath, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        DatabaseVerification.RequireSqlite(_options, "`db export` copies the SQLite file");
        var database = _options.DatabasePath;
        if (!File.Exists(database))
        {
            throw new MaintenanceException(MaintenanceFault.NoDatabase, $"There is no database at '{database}', so there is nothing to export.");
        }

        var target = Path.GetFullPath(targetPath);
        CopyTarget.RequireNew(target);
        using var use = await DatabaseUse.TryShareAsync(database, _clock, cancellationToken) ?? throw MaintenanceFailure.InUse(database);
        using var partial = PartialFile.Claim(target)
            ?? throw new MaintenanceException(MaintenanceFault.InUse, $"Another export to '{target}' is under way.");
        CopyTarget.RequireRoom(Path.GetDirectoryName(target)!, database);
        var key = DatabaseKey.Parse(_options.DatabaseKey);
        await MaintenanceFailure.NamingAsync(
            database,
            () =>
            {
                using var source = DatabaseConnections.Open(database, key);
                DatabaseCopy.WritePlaintext(source.Handle!, partial.Path, new PageSteps(progress, MaintenanceStep.Copying), cancellationToken);
                return true;
            },
            cancellationToken,
            partial.Path);
        File.Move(partial.Path, target, overwrite: false);
        DurableFiles.SyncFolder(Path.GetDirectoryName(target)!);
        return new ExportOutcome(target, new FileInfo(target).Length);
    }
}
