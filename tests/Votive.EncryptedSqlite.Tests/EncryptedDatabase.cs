using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

/// <summary>A directory of its own for the databases of one test, and ways into them.</summary>
public sealed class EncryptedDatabase : IDisposable
{
    public const int PageSize = 4096;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("votive-vfs-");

    public EncryptedDatabase()
        : this(RandomNumberGenerator.GetBytes(EncryptedVfs.KeySizeBytes))
    {
    }

    private EncryptedDatabase(byte[] key) => Key = key;

    public byte[] Key { get; }

    public string FilePath => PathOf("test.db");

    public string WalPath => FilePath + "-wal";

    public string JournalPath => FilePath + "-journal";

    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public string ConnectionString(string? path = null, byte[]? key = null) => new SqliteConnectionStringBuilder
    {
        DataSource = path ?? FilePath,
        Vfs = EncryptedVfs.Register(key ?? Key),
        Pooling = false,
        DefaultTimeout = 30,
    }.ToString();

    /// <summary>Opens and prepares a connection; the database comes to be with the first write.</summary>
    public SqliteConnection Open(string? path = null, byte[]? key = null)
    {
        var connection = new SqliteConnection(ConnectionString(path, key));
        try
        {
            connection.Open();
            EncryptedVfs.Prepare(connection.Handle!);

            // SQLite's own waiting retries within a lock attempt; the provider's, which repeats the statement, can starve a writer.
            connection.Execute("PRAGMA busy_timeout = 30000");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a WAL database with the table <c>entries(id, content)</c>.</summary>
    public SqliteConnection OpenWithTable(string journalMode = "wal")
    {
        var connection = Open();
        connection.Execute($"PRAGMA journal_mode = {journalMode}");
        connection.Execute("CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, content TEXT)");
        return connection;
    }

    /// <summary>Makes a database of many pages, with nothing left in its WAL.</summary>
    public void Fill(int rows = 2000, string journalMode = "wal")
    {
        using var connection = OpenWithTable(journalMode);
        connection.InsertRows(rows);
    }

    /// <summary>Copies the database as it lies on disk now, with WAL and journal but without the WAL index.</summary>
    public void CopyTo(EncryptedDatabase target)
    {
        foreach (var suffix in new[] { "", "-wal", "-journal" })
        {
            File.Delete(target.FilePath + suffix);
            if (File.Exists(FilePath + suffix))
            {
                File.WriteAllBytes(target.FilePath + suffix, ReadShared(FilePath + suffix));
            }
        }

        File.Delete(target.FilePath + "-shm");
    }

    /// <summary>A second directory with the same key.</summary>
    public EncryptedDatabase Sibling() => new(Key);

    public static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    /// <summary>All files of the directory with their content.</summary>
    public IReadOnlyDictionary<string, byte[]> Files() =>
        _directory.EnumerateFiles().ToDictionary(file => file.Name, file => ReadShared(file.FullName));

    public void Dispose() => _directory.Delete(recursive: true);
}
