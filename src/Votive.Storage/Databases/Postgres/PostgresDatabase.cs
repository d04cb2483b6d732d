using System.Net.Sockets;
using Npgsql;

namespace Votive.Storage.Databases.Postgres;

/// <summary>A database on a PostgreSQL server.</summary>
internal sealed class PostgresDatabase(StorageOptions options) : IDatabaseEngine
{
    /// <summary>Key of the advisory lock that one migrator holds: "votive" in ASCII.</summary>
    private const long MigrationLock = 0x766F_7469_7665;

    private readonly string _connectionText = PostgresConnectionText.TryParse(options.DatabaseUrl)!;

    public async Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken)
    {
        // An advisory lock belongs to its session: the server frees it when the connection ends, however that ends.
        if (await IsMissingAsync(cancellationToken))
        {
            await CreateAsync(refuseLost: false, cancellationToken);
        }

        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connectionText) { Pooling = false }.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({MigrationLock})", connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<bool> IsMissingAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_connectionText);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return false;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            return true;
        }
    }

    public async Task CreateAsync(bool refuseLost, CancellationToken cancellationToken)
    {
        var server = new NpgsqlConnectionStringBuilder(_connectionText) { Database = "postgres", Pooling = false };
        var name = new NpgsqlConnectionStringBuilder(_connectionText).Database!.Replace("\"", "\"\"", StringComparison.Ordinal);
        await using var connection = new NpgsqlConnection(server.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0", connection);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another program was quicker.
        }
    }

    public Task CheckAsync(VotiveDbContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RememberAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public long? RecordPageWrites() => null;

    public string? Describe(Exception exception, bool isStarting) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            "DATABASE_URL names a user whom the PostgreSQL server does not let in: see user and password.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
            "DATABASE_URL names a user who may not make the database or its tables.",
        NpgsqlException { InnerException: SocketException or TimeoutException } when isStarting =>
            "DATABASE_URL names a PostgreSQL server that does not answer.",
        _ => null,
    };

    public void Dispose() => NpgsqlConnection.ClearPool(new NpgsqlConnection(_connectionText));
}
