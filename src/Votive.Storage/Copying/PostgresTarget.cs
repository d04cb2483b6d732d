using System.Data;
using Npgsql;

namespace Votive.Storage.Copying;

/// <summary>The PostgreSQL side: one connection with one transaction, which is kept only when <see cref="CommitAsync"/> is called.</summary>
internal sealed class PostgresTarget : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private PostgresTarget(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
    }

    public static async Task<PostgresTarget> OpenAsync(string connectionText, CancellationToken cancellationToken)
    {
        // A copy takes as long as it takes; whoever watches can stop it.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionText) { Pooling = false, CommandTimeout = 0 }.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            var target = new PostgresTarget(connection, transaction);
            await target.ExecuteAsync(
                """
                SET LOCAL statement_timeout = 0;
                SET LOCAL idle_in_transaction_session_timeout = 0;
                SET LOCAL lock_timeout = '5s';
                SET LOCAL synchronous_commit = on;
                """,
                cancellationToken);
            return target;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Keeps other writers out of the tables until the transaction ends.</summary>
    public Task LockAsync(IEnumerable<TablePlan> tables, CancellationToken cancellationToken) =>
        ExecuteAsync($"LOCK TABLE {string.Join(", ", tables.Select(table => RowReader.Quote(table.Name)))} IN EXCLUSIVE MODE", cancellationToken);

    /// <summary>Whether a table of this name is there.</summary>
    public async Task<bool> ExistsAsync(TablePlan table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", _connection) { Parameters = { new() { Value = RowReader.Quote(table.Name) } } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<bool> HasRowsAsync(TablePlan table, CancellationToken cancellationToken)
    {
        await using var command = CreateCommand($"SELECT EXISTS (SELECT 1 FROM {RowReader.Quote(table.Name)})");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public Task DeleteAllAsync(TablePlan table, CancellationToken cancellationToken) => ExecuteAsync($"DELETE FROM {RowReader.Quote(table.Name)}", cancellationToken);

    /// <summary>Writes rows with the binary COPY protocol.</summary>
    public async Task WriteAsync(TablePlan table, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var columns = table.Target;
        await using var import = await _connection.BeginBinaryImportAsync(
            $"COPY {RowReader.Quote(table.Name)} ({string.Join(", ", columns.Select(column => RowReader.Quote(column.Name)))}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        await foreach (var row in rows)
        {
            await import.StartRowAsync(cancellationToken);
            for (var i = 0; i < row.Length; i++)
            {
                if (columns[i].ToStored(row[i]) is { } stored)
                {
                    await import.WriteAsync(stored, columns[i].StoreTypeName, cancellationToken);
                }
                else
                {
                    await import.WriteNullAsync(cancellationToken);
                }
            }
        }

        await import.CompleteAsync(cancellationToken);
    }

    public IAsyncEnumerable<object?[]> ReadAsync(TablePlan table, CancellationToken cancellationToken) =>
        RowReader.ReadAsync(_connection, table.Name, table.Target, table.KeyCount, "\"C\"", cancellationToken);

    /// <summary>Keeps what was written. Not to be stopped half way, since nobody would know what became of it.</summary>
    public Task CommitAsync() => _transaction.CommitAsync(CancellationToken.None);

    /// <summary>Gives up what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

#pragma warning disable CA2100 // Names come from the model, never from people.
    private NpgsqlCommand CreateCommand(string sql) => new(sql, _connection);
#pragma warning restore CA2100
}
