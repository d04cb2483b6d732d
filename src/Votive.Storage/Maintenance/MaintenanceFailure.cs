using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Votive.EncryptedSqlite;
using Votive.Storage.Databases.Sqlite;

namespace Votive.Storage.Maintenance;

/// <summary>Puts SQLite's failures into words for the person who asked for the work.</summary>
internal static class MaintenanceFailure
{
    private const int Interrupted = 9;

    /// <summary>Runs a part of the work; what SQLite fails with comes out as <see cref="MaintenanceException"/>.</summary>
    /// <param name="path">The database that is read.</param>
    /// <param name="work">The part. Runs on a thread of its own, because SQLite's calls don't return before they are done.</param>
    /// <param name="cancellationToken">Stops before the work; the work stops itself.</param>
    /// <param name="target">The file that a copy is written to; null where none is.</param>
    public static async Task<T> NamingAsync<T>(string path, Func<T> work, CancellationToken cancellationToken, string? target = null)
    {
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Interrupted && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(null, e, cancellationToken);
        }
        catch (SqliteException e)
        {
            throw Describe(path, null, e.SqliteExtendedErrorCode, e);
        }
        catch (DatabaseCopyException e)
        {
            throw Describe(path, target, e.SqliteExtendedErrorCode, e);
        }
    }

    /// <summary>A statement that <paramref name="cancellationToken"/> stops, which SQLite's commands don't by themselves.</summary>
    public static T Interruptible<T>(SqliteConnection connection, Func<T> query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var interrupt = cancellationToken.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle!));
        return query();
    }

    public static MaintenanceException InUse(string path) => new(
        MaintenanceFault.InUse,
        $"The database '{path}' is in use: stop Votive's services (Ctrl-C ends `votive up`) and other `votive db` commands, then try again.");

    /// <summary>What a PostgreSQL server failed with, for <c>DATABASE_URL</c>; null when the exception is about anything else.</summary>
    public static string? FromServer(Exception exception) => (exception as DbException ?? exception.InnerException as DbException) switch
    {
        // Entity Framework wraps what may pass by itself.
        { } failure => $"The server that DATABASE_URL names does not answer as it should ({failure.SqlState ?? failure.GetType().Name}).",
        null => null,
    };

    /// <summary>Whether a failure says that what was read is not what was written; others may be about the disk, the target, or a bug.</summary>
    public static bool IsDamage(int extendedCode) =>
        extendedCode is SqliteResult.DamagedPage or SqliteResult.ShortRead || (extendedCode & 0xFF) is SqliteResult.Corrupt or SqliteResult.NotADatabase;

    private static MaintenanceException Describe(string path, string? target, int extendedCode, Exception inner) => (extendedCode & 0xFF) switch
    {
        _ when IsDamage(extendedCode) => new(
            MaintenanceFault.Damaged, $"The database '{path}' is damaged; `votive db verify` says where. Restore a backup with `votive db restore`.", inner),
        SqliteResult.InputOutput => new(
            MaintenanceFault.CannotWrite, $"The disk of '{path}', or the one that is written to, fails (SQLite error {extendedCode}).", inner),
        SqliteResult.Busy or SqliteResult.Locked => new(
            MaintenanceFault.InUse, $"The database '{path}' is held by another program: stop it, or try again later.", inner),
        SqliteResult.Full => new(
            MaintenanceFault.CannotWrite, $"The disk of '{target ?? path}' is full; free some room, then try again. Nothing was changed.", inner),
        SqliteResult.CannotOpen or SqliteResult.ReadOnly => new(
            MaintenanceFault.CannotWrite, $"'{target ?? path}' can't be opened for writing: see who owns it and its folder.", inner),
        _ => new(
            MaintenanceFault.Failed,
            target is null
                ? string.Create(CultureInfo.InvariantCulture, $"SQLite can't work on '{path}' (code {extendedCode}). Nothing was changed.")
                : string.Create(CultureInfo.InvariantCulture, $"SQLite can't copy '{path}' to '{target}' (code {extendedCode}); the disk of either may be failing. Nothing was changed."),
            inner),
    };
}
