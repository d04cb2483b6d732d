using System.Globalization;
using System.Security.Authentication;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Votive.Storage.Databases.Postgres;

/// <summary>A database on a PostgreSQL server.</summary>
internal sealed class PostgresDatabase(StorageOptions options, TimeProvider clock) : IDatabaseEngine
{
    /// <summary>Key of the advisory lock that one migrator holds: "votive" in ASCII.</summary>
    internal const long MigrationLock = 0x766F_7469_7665;

    /// <summary>Database that every server has; the one to speak to while ours is not there.</summary>
    private const string Maintenance = "postgres";

    /// <summary>Longest wait for a server that is started beside us.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly NpgsqlConnectionStringBuilder _connectionText = new(PostgresConnectionText.TryParse(options.DatabaseUrl)!);

    public async Task<IAsyncDisposable> LockAsync(bool refuseLost, CancellationToken cancellationToken)
    {
        if (await IsMissingInTheEndAsync(cancellationToken))
        {
            await CreateAsync(refuseLost, cancellationToken);
        }

        // An advisory lock belongs to its session: the server frees it when the connection ends, however that ends. Should our machine
        // vanish without ending it, the server is to notice within a minute.
        var connection = new NpgsqlConnection(Text(_connectionText.Database));
        try
        {
            await connection.OpenAsync(cancellationToken);
            await ExecuteAsync(connection, "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3", cancellationToken);
            await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_lock({MigrationLock})"), cancellationToken);
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
        // Of its own, not from the pool: a connection that lay there says nothing about the server as it is now.
        await using var connection = new NpgsqlConnection(Text(_connectionText.Database));
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

    public async Task CheckAsync(VotiveDbContext context, CancellationToken cancellationToken)
    {
        if (await ReadSettingAsync(context, "server_encoding", cancellationToken) != "UTF8")
        {
            throw VotiveDatabase.Unusable("DATABASE_URL names a database that can't hold every language: its encoding must be UTF8.");
        }

        if (await ReadSettingAsync(context, "synchronous_commit", cancellationToken) == "off")
        {
            throw VotiveDatabase.Unusable("DATABASE_URL names a database that forgets what it has confirmed: synchronous_commit must not be off.");
        }

        if (await ReadSettingAsync(context, "transaction_read_only", cancellationToken) == "on")
        {
            throw VotiveDatabase.Unusable("DATABASE_URL names a database that is read-only, for instance a standby.");
        }
    }

    public Task RememberAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public long? RecordPageWrites() => null;

    public string? Describe(Exception exception, bool isStarting)
    {
        // Entity Framework wraps what the provider threw.
        while (exception is not NpgsqlException && exception.InnerException is { } inner)
        {
            exception = inner;
        }

        // That the server does not answer is never a fault of the configuration alone: whoever runs the program starts it again.
        return exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                "DATABASE_URL names a user whom the PostgreSQL server does not let in: see user, password and the server's pg_hba.conf.",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
                "DATABASE_URL names a user who may not make, read or change Votive's database or its tables.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                "DATABASE_URL names a database that the PostgreSQL server does not have.",
            NpgsqlException { InnerException: AuthenticationException } =>
                "DATABASE_URL names a PostgreSQL server whose certificate is not trusted: see sslmode and sslrootcert.",
            NpgsqlException failure when isStarting && !DatabaseFailure.IsTemporary(failure) =>
                $"DATABASE_URL names a PostgreSQL database that can't be used ({failure.SqlState ?? failure.Message}).",
            _ => null,
        };
    }

    public void Dispose()
    {
        using var connection = new NpgsqlConnection(_connectionText.ToString());
        NpgsqlConnection.ClearPool(connection);
    }

    private static async Task<string?> ReadSettingAsync(VotiveDbContext context, string name, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"SHOW {name}";
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whether there is no database, once the server answers.</summary>
    private async Task<bool> IsMissingInTheEndAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await IsMissingAsync(cancellationToken);
            }
            catch (NpgsqlException e) when (DatabaseFailure.IsTemporary(e) && clock.GetElapsedTime(began) < StartPatience)
            {
                await Task.Delay(Interval, clock, cancellationToken);
            }
        }
    }

    private async Task CreateAsync(bool refuseLost, CancellationToken cancellationToken)
    {
        if (refuseLost)
        {
            throw VotiveDatabase.Unusable(
                "DATABASE_URL names a database that the PostgreSQL server does not have: restore it, or create it empty for a first start.");
        }

        await using var connection = new NpgsqlConnection(Text(Maintenance));
        await connection.OpenAsync(cancellationToken);
        try
        {
            // template0, because another template may have another encoding.
            var name = _connectionText.Database!.Replace("\"", "\"\"", StringComparison.Ordinal);
            await ExecuteAsync(connection, $"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0", cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another program was quicker.
        }
    }

    private string Text(string? database) => new NpgsqlConnectionStringBuilder(_connectionText.ToString()) { Database = database, Pooling = false }.ToString();
}
