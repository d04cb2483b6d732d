using System.Runtime.ExceptionServices;
using SQLitePCL;
using Votive.EncryptedSqlite.Copying;
using Votive.EncryptedSqlite.Cryptography;
using Votive.EncryptedSqlite.Interop;

namespace Votive.EncryptedSqlite;

/// <summary>
/// Copies one consistent snapshot of an open database into a new file, beside running writers: a backup (the same key), a change of key
/// (another key), the import of a plaintext database, an export to plaintext.
/// </summary>
/// <remarks>
/// <para>
/// The copy holds one read transaction on the source from start to end, so writers never make it start over. A source in WAL mode goes on
/// taking writes, and its WAL can't be emptied meanwhile; one with a rollback journal takes no commits until the copy is done.
/// The source connection must not be used for anything else meanwhile.
/// </para>
/// <para>
/// The target is one closed file, synced to disk, that only its owner may read, under a new salt and hence a new count of nonces. It is in
/// rollback mode, so that looking into it leaves no files beside it; <c>PRAGMA journal_mode = WAL</c> where it comes into use.
/// To put it in the place of another file, write it under a temporary name and rename it.
/// </para>
/// <para>
/// Pages of an encrypted source are copied as they are, free ones too. A plaintext source has other pages (no room for nonce and tag, perhaps
/// another size), so it is rebuilt by VACUUM INTO over a second connection; rowids of tables without INTEGER PRIMARY KEY may change.
/// </para>
/// </remarks>
public static class DatabaseCopy
{
    private const int PagesPerStep = 256;

    /// <summary>Copies a database, encrypted or not, into a new encrypted file.</summary>
    /// <param name="source">A connection outside any transaction.</param>
    /// <param name="targetPath">Must not exist.</param>
    /// <param name="targetKey">32 random bytes. Registered with SQLite, which keeps a copy for the life of the process.</param>
    /// <param name="progress">Told after each step, on the calling thread; null for nobody.</param>
    /// <param name="cancellationToken">Stops at the next step.</param>
    /// <exception cref="ArgumentException">The key is not 32 bytes long, or the path is empty.</exception>
    /// <exception cref="InvalidOperationException">
    /// The source is within a transaction, or it is a plaintext database in memory, which has no file for the import to open.
    /// </exception>
    /// <exception cref="IOException">The target exists, or a WAL or journal lies where its own would be, or the file can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The target may not be made there.</exception>
    /// <exception cref="DatabaseCopyException">SQLite can't read the source or write the target; there is no target then.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; there is no target then.</exception>
    public static void WriteEncrypted(
        sqlite3 source, string targetPath, ReadOnlySpan<byte> targetKey, IProgress<PageProgress>? progress, CancellationToken cancellationToken)
    {
        RequireIdle(source);
        ArgumentException.ThrowIfNullOrEmpty(targetPath);
        var vfs = EncryptedVfs.Register(targetKey);
        if (EncryptedVfs.IsEncrypted(source))
        {
            CopyPages(source, targetPath, vfs, progress, cancellationToken);
        }
        else
        {
            Rebuild(source, targetPath, vfs, progress, cancellationToken);
        }
    }

    /// <summary>
    /// Copies a database, encrypted or not, into a new file that any SQLite reads. From an encrypted source its pages keep 32 unused bytes each.
    /// </summary>
    /// <param name="source">A connection outside any transaction.</param>
    /// <param name="targetPath">Must not exist.</param>
    /// <param name="progress">Told after each step, on the calling thread; null for nobody.</param>
    /// <param name="cancellationToken">Stops at the next step.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="InvalidOperationException">The source is within a transaction.</exception>
    /// <exception cref="IOException">The target exists, or a WAL or journal lies where its own would be, or the file can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The target may not be made there.</exception>
    /// <exception cref="DatabaseCopyException">SQLite can't read the source or write the target; there is no target then.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; there is no target then.</exception>
    public static void WritePlaintext(sqlite3 source, string targetPath, IProgress<PageProgress>? progress, CancellationToken cancellationToken)
    {
        RequireIdle(source);
        ArgumentException.ThrowIfNullOrEmpty(targetPath);
        CopyPages(source, targetPath, vfs: null, progress, cancellationToken);
    }

    private static void RequireIdle(sqlite3 source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (raw.sqlite3_get_autocommit(source) == 0)
        {
            throw new InvalidOperationException("The source connection is within a transaction; a copy needs one of its own.");
        }
    }

    private static void CopyPages(sqlite3 source, string targetPath, string? vfs, IProgress<PageProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var file = new NewFile(targetPath);
        using (var target = Connections.Open(file.FullPath, vfs))
        {
            if (vfs is not null)
            {
                EncryptedVfs.Prepare(target);
            }

            source.Execute("BEGIN");
            try
            {
                // BEGIN alone takes no snapshot yet.
                source.QueryInt64("SELECT count(*) FROM sqlite_schema");
                RunBackup(source, target, progress, cancellationToken);
            }
            finally
            {
                // Fails only where SQLite has rolled back by itself after an error.
                raw.sqlite3_exec(source, "ROLLBACK");
            }

            // The copy says of itself that it is in WAL mode if the source was.
            target.Execute("PRAGMA journal_mode = DELETE");
        }

        file.Keep();
    }

    private static void RunBackup(sqlite3 source, sqlite3 target, IProgress<PageProgress>? progress, CancellationToken cancellationToken)
    {
        using var backup = raw.sqlite3_backup_init(target, "main", source, "main");
        if (backup is null || backup.IsInvalid)
        {
            throw Connections.Failure(target, raw.sqlite3_errcode(target));
        }

        int result;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            result = raw.sqlite3_backup_step(backup, PagesPerStep);
            long total = raw.sqlite3_backup_pagecount(backup);
            progress?.Report(new PageProgress(total - raw.sqlite3_backup_remaining(backup), total));
        }
        while (result == raw.SQLITE_OK);

        if (result != raw.SQLITE_DONE)
        {
            // The connections learn of the failure when the backup is finished.
            raw.sqlite3_backup_finish(backup);
            throw new DatabaseCopyException($"SQLite could not copy the database: {raw.sqlite3_errstr(result).utf8_to_string()}.", result);
        }
    }

    /// <summary>Imports: writes all rows anew, into pages of our size with our reserve.</summary>
    private static void Rebuild(sqlite3 source, string targetPath, string vfs, IProgress<PageProgress>? progress, CancellationToken cancellationToken)
    {
        const int InstructionsPerReport = 20_000;
        var sourcePath = raw.sqlite3_db_filename(source, "main").utf8_to_string();
        if (string.IsNullOrEmpty(sourcePath))
        {
            throw new InvalidOperationException("The source is a plaintext database in memory; an import needs a file.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        using var file = new NewFile(targetPath);
        using (var reader = Connections.Open(sourcePath, EncryptedVfs.NameOfVfs(source)))
        {
            PrepareRebuild(reader, source.QueryInt64("PRAGMA busy_timeout"));
            var sourceBytes = reader.QueryInt64("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
            var estimate = Math.Max(1, sourceBytes / PageLayout.UsableSize);

            // The handler is called from native code, which no exception may cross.
            ExceptionDispatchInfo? failure = null;
            raw.sqlite3_progress_handler(
                reader,
                InstructionsPerReport,
                _ =>
                {
                    try
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        progress?.Report(new PageProgress(Math.Min(file.Length / PageLayout.PageSize, estimate), estimate));
                        return 0;
                    }
                    catch (Exception e)
                    {
                        failure = ExceptionDispatchInfo.Capture(e);
                        return 1;
                    }
                },
                null);
            try
            {
                reader.Execute($"VACUUM INTO '{Connections.ToUri(file.FullPath).Replace("'", "''", StringComparison.Ordinal)}?vfs={vfs}'");
            }
            catch (DatabaseCopyException) when (failure is not null)
            {
                failure.Throw();
            }
        }

        var pages = file.Length / PageLayout.PageSize;
        progress?.Report(new PageProgress(pages, pages));
        file.Keep();
    }

    private static unsafe void PrepareRebuild(sqlite3 reader, long busyTimeoutMilliseconds)
    {
        // In this order: setting the page size forgets the reserve.
        reader.Execute(
            $"PRAGMA busy_timeout = {busyTimeoutMilliseconds}; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA page_size = {PageLayout.PageSize}");
        var reserved = PageLayout.ReservedSize;
        var result = SqliteLibrary.FileControl(reader, null, FileControlOperation.ReserveBytes, &reserved);
        if (result != ResultCode.Ok)
        {
            throw Connections.Failure(reader, result);
        }
    }
}
