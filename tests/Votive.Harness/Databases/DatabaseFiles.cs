using Microsoft.Data.Sqlite;
using Votive.EncryptedSqlite;

namespace Votive.Harness.Databases;

/// <summary>An encrypted database at a path: the connection to it, and its files as they lie on disk.</summary>
internal sealed class DatabaseFiles(string path, byte[] key)
{
    /// <summary>Longest wait for a lock.</summary>
    public const int BusyTimeoutMilliseconds = 60_000;

    private static readonly string[] Suffixes = ["", "-wal", "-journal"];

    public string Path => path;

    public byte[] Key => key;

    public string WalPath => path + "-wal";

    public string JournalPath => path + "-journal";

    /// <summary>A database in a trial's folder, under a key that follows from the trial.</summary>
    public static DatabaseFiles In(string folder, Random random, string name = "test.db")
    {
        var key = new byte[EncryptedVfs.KeySizeBytes];
        random.NextBytes(key);
        return new DatabaseFiles(System.IO.Path.Combine(folder, name), key);
    }

    /// <summary>Opens a connection of its own.</summary>
    /// <param name="create">False to fail where there is no file.</param>
    public SqliteConnection Open(bool create = true)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Vfs = EncryptedVfs.Register(key),
            Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 60,
        }.ToString());
        try
        {
            connection.Open();
            EncryptedVfs.Prepare(connection.Handle!);

            // SQLite's own waiting retries within a lock attempt; the provider's, which repeats the statement, can starve a writer.
            connection.Execute($"PRAGMA busy_timeout = {BusyTimeoutMilliseconds}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The files of the database as they lie on disk now, without the WAL index; by suffix.</summary>
    public IReadOnlyDictionary<string, byte[]> Read() =>
        Suffixes.Where(suffix => File.Exists(path + suffix)).ToDictionary(suffix => suffix, suffix => ReadShared(path + suffix), StringComparer.Ordinal);

    /// <summary>Puts files in place of the database's own.</summary>
    public void Write(IReadOnlyDictionary<string, byte[]> files)
    {
        File.Delete(path + "-shm");
        foreach (var suffix in Suffixes)
        {
            File.Delete(path + suffix);
            if (files.TryGetValue(suffix, out var content))
            {
                File.WriteAllBytes(path + suffix, content);
            }
        }
    }

    /// <summary>Deletes all of it.</summary>
    public void Delete()
    {
        File.Delete(path + "-shm");
        foreach (var suffix in Suffixes)
        {
            File.Delete(path + suffix);
        }
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
