using System.Globalization;
using Microsoft.Data.Sqlite;
using Votive.EncryptedSqlite;
using Votive.Storage.Databases.Sqlite;

namespace Votive.Storage.Copying;

/// <summary>The encrypted file, held so that nobody else reads or writes it and every read sees the same rows.</summary>
internal sealed class SqliteSource : IAsyncDisposable
{
    private const string InUse = "Another program has the database open. Stop Votive's services first: what they save meanwhile would not be copied.";

    private readonly SqliteConnection _connection;
    private readonly DatabaseUse _use;

    private SqliteSource(SqliteConnection connection, DatabaseUse use)
    {
        _connection = connection;
        _use = use;
    }

    /// <exception cref="CopyRefusedException">Another program, or another part of this one, has it open.</exception>
    /// <exception cref="SqliteException">It can't be read.</exception>
    public static async Task<SqliteSource> OpenAsync(StorageOptions options, CancellationToken cancellationToken)
    {
        // Services that rest hold no lock of SQLite's, so they are asked for in this way too.
        var use = DatabaseUse.TryTakeAlone(options.DatabasePath) ?? throw new CopyRefusedException(CopyRefusal.SourceInUse, InUse);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(SqliteConnectionText.For(options)) { Pooling = false }.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken);
            EncryptedVfs.Prepare(connection.Handle!);
            await using var command = connection.CreateCommand();

            // Asked for before the first read, it lets nobody else open the file as long as this connection lives. The transaction makes
            // it so at once, and keeps one snapshot.
            command.CommandText = "PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -65536; BEGIN IMMEDIATE; SELECT count(*) FROM sqlite_schema;";
            command.CommandTimeout = 1;
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new SqliteSource(connection, use);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteResult.Busy or SqliteResult.Locked)
        {
            await connection.DisposeAsync();
            use.Dispose();
            throw new CopyRefusedException(CopyRefusal.SourceInUse, InUse, cause: e);
        }
        catch
        {
            await connection.DisposeAsync();
            use.Dispose();
            throw;
        }
    }

    public async Task<long> CountAsync(TablePlan table, CancellationToken cancellationToken)
    {
        await using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The name comes from the model.
        command.CommandText = $"SELECT count(*) FROM {RowReader.Quote(table.Name)}";
#pragma warning restore CA2100
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    public IAsyncEnumerable<object?[]> ReadAsync(TablePlan table, CancellationToken cancellationToken) =>
        RowReader.ReadAsync(_connection, table.Name, table.Source, table.KeyCount, "BINARY", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _use.Dispose();
    }
}
