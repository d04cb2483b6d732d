using System.Globalization;
using Microsoft.Data.Sqlite;
using Votive.EncryptedSqlite;

// Writes to an encrypted database until it is killed or has written enough, and says on a line of its own what was committed.
// Arguments: path, key in hex, journal mode, number of transactions (0 = until killed), tag of the rows.
var (path, key, journalMode, count, tag) = (args[0], Convert.FromHexString(args[1]), args[2], int.Parse(args[3], CultureInfo.InvariantCulture), args[4]);
var vfs = EncryptedVfs.Register(key);

using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Vfs = vfs, Pooling = false, DefaultTimeout = 30 }.ToString());
connection.Open();
EncryptedVfs.Prepare(connection.Handle!);
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

void Execute(string sql, SqliteTransaction? transaction = null)
{
    using var command = connection.CreateCommand();
    command.CommandText = sql;
    command.Transaction = transaction;
    command.ExecuteNonQuery();
}
