using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

/// <summary>Work for which SQLite makes temporary files: sorts, indexes, statement journals, temporary databases.</summary>
[Collection(nameof(Alone))]
public sealed class SpilledWorkTests : IDisposable
{
    private const int Rows = 8000;

    private readonly EncryptedDatabase _database = new();
    private HashSet<string> _before = [];

    public void Dispose() => _database.Dispose();

    public static TheoryData<string> Work() => new(
        // Each calls spy() at a moment when its temporary file is open.
        "CREATE TABLE sorted AS SELECT spy(id) AS id FROM entries ORDER BY content DESC",
        "CREATE INDEX entries_by_spy ON entries (spy(id), content)",
        "UPDATE entries SET content = content || 'y'; UPDATE entries SET id = spy(id) + 10000000, content = content || 'x'",
        "CREATE TEMP TABLE scratch AS SELECT spy(id) AS id, content FROM entries",
        "WITH RECURSIVE number(n, text) AS (SELECT 1, hex(randomblob(400)) UNION SELECT n + 1, hex(randomblob(400)) FROM number WHERE n < 3000) SELECT max(spy(n)) FROM number");

    [Theory]
    [MemberData(nameof(Work))]
    public void PlainSqlite_MakesATemporaryFile(string work)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _database.FilePath, Pooling = false }.ToString());
        connection.Open();
        connection.Execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, content TEXT)");

        Assert.NotEmpty(FilesOpenedBy(connection, work, "FILE"));
    }

    [Theory]
    [MemberData(nameof(Work))]
    public void EncryptedDatabase_MakesNone(string work)
    {
        using var connection = _database.OpenWithTable();

        Assert.Empty(FilesOpenedBy(connection, work, "MEMORY"));
        Assert.Equal("ok", connection.IntegrityCheck());
    }

    [Theory]
    [MemberData(nameof(Work))]
    public void EncryptedDatabaseToldToUseFiles_MakesNone(string work)
    {
        using var connection = _database.OpenWithTable();

        Assert.Empty(FilesOpenedBy(connection, work, "FILE"));
        Assert.Equal("ok", connection.IntegrityCheck());
    }

    [Fact]
    public void Vacuum_MakesNoFile()
    {
        using var connection = _database.OpenWithTable();
        connection.InsertRows(3000);
        connection.Execute("CREATE TABLE spied (id INTEGER PRIMARY KEY CHECK (id > 0), content TEXT)");

        Assert.Empty(FilesOpenedBy(connection, "VACUUM", "FILE", spyByHandler: true));
        Assert.Equal("ok", connection.IntegrityCheck());
    }

    [Fact]
    public void DatabaseWithoutAName_LivesAndDiesInMemory()
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = "", Vfs = EncryptedVfs.Register(_database.Key), Pooling = false };
        using var connection = new SqliteConnection(settings.ToString());
        connection.Open();
        connection.Execute("PRAGMA cache_size = 5; CREATE TABLE entries (id INTEGER PRIMARY KEY, content TEXT)");

        Assert.Empty(FilesOpenedBy(connection, "SELECT max(spy(id)) FROM entries", "FILE"));
        Assert.Equal(Rows, connection.Query<long>("SELECT count(*) FROM entries WHERE content LIKE 'row %'"));
        Assert.Equal("ok", connection.IntegrityCheck());
    }

    private List<string> FilesOpenedBy(SqliteConnection connection, string work, string tempStore, bool spyByHandler = false)
    {
        connection.InsertRows(Rows);
        connection.Execute($"PRAGMA temp_store = {tempStore}; PRAGMA cache_size = 5; PRAGMA temp.cache_size = 5; SELECT count(*) FROM entries");
        _before = OpenFiles();
        var seen = new List<string>();
        connection.CreateFunction("spy", (long id) => Spy(id), isDeterministic: true);
        if (spyByHandler)
        {
            SQLitePCL.raw.sqlite3_progress_handler(connection.Handle!, 2000, _ => (int)Spy(0), null);
        }

        connection.Execute("BEGIN");
        try
        {
            connection.Execute(work);
        }
        catch (SqliteException e) when (work == "VACUUM" && e.SqliteErrorCode == 1)
        {
            connection.Execute("COMMIT");
            connection.Execute(work);
            connection.Execute("BEGIN");
        }

        connection.Execute("ROLLBACK");
        SQLitePCL.raw.sqlite3_progress_handler(connection.Handle!, 0, null!, null);
        return seen;

        long Spy(long id)
        {
            if (id % 100 == 0)
            {
                seen.AddRange(OpenFiles().Except(_before));
            }

            return id;
        }
    }

    /// <summary>The files that this process has open, deleted ones too, but for those of the database.</summary>
    private HashSet<string> OpenFiles() => Directory.EnumerateFiles($"/proc/{Environment.ProcessId}/fd")
        .Select(descriptor => new FileInfo(descriptor).LinkTarget)
        .OfType<string>()
        .Where(target => target.StartsWith('/') && !target.StartsWith(_database.FilePath, StringComparison.Ordinal) && !target.StartsWith("/proc", StringComparison.Ordinal))
        .Where(target => Path.GetExtension(target) is not (".dll" or ".so"))
        .ToHashSet();
}
