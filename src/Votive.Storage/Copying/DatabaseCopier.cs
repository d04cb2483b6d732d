using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Votive.Storage.Databases;
using Votive.Storage.Databases.Postgres;
using Votive.Storage.Databases.Sqlite;
using Votive.Storage.Fields;

namespace Votive.Storage.Copying;

/// <summary>Copies the encrypted SQLite file to PostgreSQL, all tables of the model, and proves it row by row.</summary>
/// <remarks>
/// Rows travel as the model's values, so each side keeps them in its own types. What fields hold sealed stays sealed: their keys and places
/// are the same on both sides. Everything is written in one transaction, which is committed only when source and target, read again, are
/// the same; so an interrupted copy leaves no row behind (a schema that it has made stays, empty).
/// </remarks>
public sealed class DatabaseCopier
{
    /// <summary>How many rows a refusal names.</summary>
    public const int NamedRowsCount = 20;

    private readonly StorageOptions _options;
    private readonly IDbContextFactory<VotiveDbContext> _contexts;
    private readonly FieldCipher _cipher;
    private readonly TimeProvider _clock;

    /// <summary>For the container.</summary>
    public DatabaseCopier(IOptions<StorageOptions> options, IDbContextFactory<VotiveDbContext> contexts, FieldCipher cipher, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _contexts = contexts;
        _cipher = cipher;
        _clock = clock;
    }

    /// <summary>Server and database of a target, without user and password.</summary>
    /// <exception cref="CopyRefusedException">It is no URL of PostgreSQL.</exception>
    public static string DescribeTarget(string targetUrl)
    {
        ArgumentNullException.ThrowIfNull(targetUrl);
        return PostgresConnectionText.TryParse(targetUrl) is null
            ? throw new CopyRefusedException(CopyRefusal.TargetUnfit, "The target is not of the form postgresql://user:password@host:port/database.")
            : PostgresConnectionText.Describe(targetUrl);
    }

    /// <summary>Copies everything into an empty database. The services must be stopped, and stay so until it is done.</summary>
    /// <param name="targetUrl"><c>postgresql://user:password@host:port/database</c>; the database is made where it is missing, and its schema too.</param>
    /// <param name="dryRun">True to look at both sides and count, and change nothing.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Stops it; before the commit, the target then holds no row.</param>
    /// <exception cref="CopyRefusedException">It was not made; the text and the rows say why.</exception>
    /// <exception cref="OptionsValidationException">The source can't be used; the text names the variable and the cause.</exception>
    public async Task<CopyReport> CopyAsync(string targetUrl, bool dryRun, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        if (_options.UsesPostgres)
        {
            throw new CopyRefusedException(CopyRefusal.SourceUnfit, "DATABASE_URL names a PostgreSQL database already; only the SQLite file can be copied.");
        }

        var run = new CopyRun(_options, targetUrl, DescribeTarget(targetUrl), _cipher, _clock, progress, cancellationToken);
        try
        {
            await RequireCurrentSourceAsync(cancellationToken);
            return await run.CopyAsync(dryRun);
        }
        catch (SqliteException e) when (Describe(e) is { } fault)
        {
            throw VotiveDatabase.Unusable(fault);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            // A server that is cut short in the middle of its answer counts as stopped too.
            throw run.RefuseAfterCommit(e) ?? (Exception)new OperationCanceledException("Stopped.", e, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw run.Refuse(e);
        }
        catch (InvalidOperationException e) when (e.InnerException is NpgsqlException inner)
        {
            // Entity Framework's wrapping of what may go well later.
            throw run.Refuse(inner);
        }
    }

    private async Task RequireCurrentSourceAsync(CancellationToken cancellationToken)
    {
        // An object of its own, so that nothing of this program is left at the file when the copy takes it alone.
        using var database = new VotiveDatabase(_contexts, Options.Create(_options), _cipher, _clock);
        var fault = await database.ReadSchemaStateAsync(cancellationToken) switch
        {
            SchemaState.Missing => "There is no database to copy: DATABASE_URL, with DATA_DIR, names none.",
            SchemaState.Older => "The source's schema is older than this program: run `votive db migrate` first.",
            SchemaState.Newer => "A newer version of Votive has changed the source: copy it with that version.",
            _ => null,
        };
        if (fault is not null)
        {
            throw new CopyRefusedException(CopyRefusal.SourceUnfit, fault);
        }
    }

    private string? Describe(Exception exception)
    {
        using var engine = new SqliteDatabase(_options, _clock);
        return engine.Describe(exception, isStarting: true);
    }
}
