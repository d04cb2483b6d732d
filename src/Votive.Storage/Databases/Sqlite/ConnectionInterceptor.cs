using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;
using Votive.EncryptedSqlite;

namespace Votive.Storage.Databases.Sqlite;

/// <summary>Makes every connection ready for encrypted pages, patient with other writers, and durable.</summary>
internal sealed class ConnectionInterceptor : DbConnectionInterceptor
{
    // SQLite's own waiting wakes within milliseconds; the provider's, which would come first without it, only looks every 150 ms.
    // What is deleted is overwritten, in pages that become free too (FAST would leave those): a person's key that was dropped is gone from the file.
    private static readonly string Settings = string.Create(
        CultureInfo.InvariantCulture,
        $"PRAGMA busy_timeout = {SqliteConnectionText.BusyTimeoutSeconds * 1000}; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");

    /// <summary>Connections that lie in the provider's pool and are ready already: their settings stay with them.</summary>
    private readonly ConditionalWeakTable<sqlite3, object> _ready = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Prepare((SqliteConnection)connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        // SQLite's calls are synchronous in any case.
        Prepare((SqliteConnection)connection);
        return Task.CompletedTask;
    }

    private void Prepare(SqliteConnection connection)
    {
        var handle = connection.Handle!;
        if (_ready.TryGetValue(handle, out _))
        {
            return;
        }

        EncryptedVfs.Prepare(handle);
        using var command = connection.CreateCommand();
        command.CommandText = Settings;
        command.ExecuteNonQuery();
        _ready.AddOrUpdate(handle, this);
    }
}
