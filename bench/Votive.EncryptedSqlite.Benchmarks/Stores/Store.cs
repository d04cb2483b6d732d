using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Votive.EncryptedSqlite.Benchmarks.Stores;

/// <summary>One database in a folder of its own, with the table <c>Notes</c>, in WAL mode.</summary>
internal sealed class Store : IDisposable
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(EncryptedVfs.KeySizeBytes);

    private readonly DirectoryInfo _folder;
    private readonly DbContextOptions<NotesContext> _options;

    /// <param name="kind">Plain or encrypted.</param>
    /// <param name="parent">Folder in which the store's own is made.</param>
    /// <param name="rowCount">Rows to begin with, of about 1 kB each, with ids from 1.</param>
    public Store(StoreKind kind, string parent, int rowCount)
    {
        Kind = kind;
        RowCount = rowCount;
        _folder = Directory.CreateDirectory(Path.Combine(parent, Path.GetRandomFileName()));
        _options = new DbContextOptionsBuilder<NotesContext>()
            .UseSqlite(ConnectionText(FilePath, pooled: true))
            .AddInterceptors(new SettingsInterceptor(kind))
            .Options;
        Fill(rowCount);
    }

    public StoreKind Kind { get; }

    public int RowCount { get; }

    public string FilePath => PathOf("notes.db");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Opens a connection that is not from the pool.</summary>
    /// <param name="path">Null for the store's own database.</param>
    public SqliteConnection Open(string? path = null)
    {
        var connection = new SqliteConnection(ConnectionText(path ?? FilePath, pooled: false));
        connection.Open();
        if (Kind == StoreKind.Encrypted)
        {
            EncryptedVfs.Prepare(connection.Handle!);
        }

        return connection;
    }

    /// <summary>A context over a connection from the pool, as a service has it for each request.</summary>
    public NotesContext CreateContext() => new(_options);

    public void Dispose()
    {
        using (var connection = new SqliteConnection(ConnectionText(FilePath, pooled: true)))
        {
            SqliteConnection.ClearPool(connection);
        }

        _folder.Delete(recursive: true);
    }

    private string ConnectionText(string path, bool pooled) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Vfs = Kind == StoreKind.Encrypted ? EncryptedVfs.Register(Key) : null,
        Pooling = pooled,
    }.ToString();

    private void Fill(int rowCount)
    {
        using var connection = Open();
        connection.Execute("PRAGMA journal_mode = WAL");
        connection.Execute("""CREATE TABLE "Notes" ("Id" INTEGER NOT NULL PRIMARY KEY, "Title" TEXT NOT NULL, "Body" TEXT NOT NULL, "Score" INTEGER NOT NULL)""");
        connection.Execute($"""
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rowCount})
            INSERT INTO "Notes" SELECT n, 'Note ' || n, hex(randomblob(500)), n % 100 FROM numbers
            """);
    }
}
