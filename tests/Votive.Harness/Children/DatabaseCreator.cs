using Votive.Harness.Databases;

namespace Votive.Harness.Children;

/// <summary>Makes a new database in one transaction that is far larger than its page cache, then waits to be killed.</summary>
internal static class DatabaseCreator
{
    public const string Verb = "create";
    public const int Rows = 1000;

    /// <summary>Arguments: path, key in hex, journal mode.</summary>
    public static IEnumerable<string> Arguments(DatabaseFiles files, string journalMode) => [Verb, files.Path, Convert.ToHexString(files.Key), journalMode];

    public static int Run(string[] arguments)
    {
        var files = new DatabaseFiles(arguments[0], Convert.FromHexString(arguments[1]));
        using var connection = files.Open();
        ChildVerb.Say("opened");
        connection.Execute($"PRAGMA journal_mode = {arguments[2]}");
        connection.Execute("PRAGMA cache_size = 5");
        connection.Execute("BEGIN; CREATE TABLE entries (id INTEGER PRIMARY KEY, content BLOB)");
        for (var row = 0; row < Rows; row++)
        {
            connection.Execute("INSERT INTO entries (content) VALUES (randomblob(3000))");
        }

        connection.Execute("CREATE TABLE is_whole (id INTEGER PRIMARY KEY); COMMIT");
        ChildVerb.Say("committed");
        using var never = new ManualResetEventSlim();
        never.Wait();
        return 0;
    }
}
