using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Votive.EncryptedSqlite;

// Another process beside a test's. Arguments: what to do, path, key in hex, and for "write" the journal mode, the number of transactions
// (0 = until killed) and the tag of the rows.
var (task, path, key) = (args[0], args[1], Convert.FromHexString(args[2]));
using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Vfs = EncryptedVfs.Register(key), Pooling = false, DefaultTimeout = 30 }.ToString());
connection.Open();
EncryptedVfs.Prepare(connection.Handle!);

switch (task)
{
    // Writes, and says on a line of its own what was committed.
    case "write":
        Write(args[3], int.Parse(args[4], CultureInfo.InvariantCulture), args[5]);
        break;

    // Holds the write lock, says so, and lets go when its input ends.
    case "hold":
        Execute("BEGIN IMMEDIATE");
        Console.WriteLine(1);
        Console.In.ReadToEnd();
        Execute("COMMIT");
        break;

    // Says SQLite's result for one attempt to write.
    case "try":
        Console.WriteLine(raw.sqlite3_exec(connection.Handle!, "BEGIN IMMEDIATE"));
        break;

    default:
        throw new ArgumentException(task);
}

void Write(string journalMode, int count, string tag)
{
    Execute("PRAGMA busy_timeout = 30000");
    Execute($"PRAGMA journal_mode = {journalMode}");
    Execute("PRAGMA cache_size = 20");
    Execute("CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, tag TEXT NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL, content BLOB)");

    for (var number = 1; count == 0 || number <= count; number++)
    {
        using var transaction = connection.BeginTransaction();
        for (var part = 0; part < 4; part++)
        {
            Execute($"INSERT INTO entries (tag, number, part, content) VALUES ('{tag}', {number}, {part}, randomblob({500 + (number * 977 % 9000)}))", transaction);
        }

        if (number % 5 == 0)
        {
            Execute($"UPDATE entries SET content = randomblob(length(content)) WHERE tag = '{tag}' AND number > {number - 20}", transaction);
        }

        transaction.Commit();
        Console.WriteLine(number);
    }
}

void Execute(string sql, SqliteTransaction? transaction = null)
{
    using var command = connection.CreateCommand();
    command.CommandText = sql;
    command.Transaction = transaction;
    command.ExecuteNonQuery();
}
