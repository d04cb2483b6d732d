using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Votive.Storage.Copying;

namespace Votive.Storage.Tests.Copying;

/// <summary>Fills the SQLite file with made-up rows in every table of the model, past the entities: quickly, and with values as odd as the columns allow.</summary>
internal static class MadeRows
{
    private static readonly string[] Texts =
    [
        "plain", "", " ", "zażółć gęślą jaźń", "e\u0301 not \u00e9", "\U0001F469\u200D\U0001F4BB and \U0001F1F5\U0001F1F1", "\u202Eright to left", "a\r\nb\tc\\n'\"`$$", "\uFFFD\uFEFF\uE000",
        "{ \"b\" : 1,\n\t\"a\":[ 1.0, 1e2 , \"\\u0041\" ] }",
    ];

    /// <summary>Adds rows, whose sum over all tables is <paramref name="count"/> with the one that every database has; no fewer than 100.</summary>
    public static async Task AddAsync(VotiveDbContext context, int count)
    {
        int prompts = count / 200, versions = 9 * prompts, contents = versions, drafts = count * 3 / 10, reports = count * 3 / 20;
        var tables = new Dictionary<string, (int Count, Dictionary<string, Func<int, object?>> Values)>(StringComparer.Ordinal)
        {
            ["Prompts"] = (prompts, new() { ["Id"] = n => Id(2, n), ["Key"] = n => $"PROMPT_{n}" }),
            ["PromptVersions"] = (versions, new()
            {
                ["Id"] = n => Id(3, n),
                ["PromptId"] = n => Id(2, n / 9),
                ["Number"] = n => (n % 9) + 1,
                ["Hash"] = n => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(n))),
                ["Variables"] = n => n % 4 == 0 ? "[]" : """["a","żółć","\uD83D\uDE00 \u0022 \\"]""",
            }),
            ["PromptContents"] = (contents, new() { ["VersionId"] = n => Id(3, n / 2), ["Language"] = n => n % 2 == 0 ? "en" : "pl" }),
            ["PromptLabels"] = (prompts, new() { ["PromptId"] = n => Id(2, n), ["Name"] = n => n % 2 == 0 ? "production" : "Żółw", ["VersionId"] = n => Id(3, 9 * n) }),
            ["LabelMoves"] = (prompts, new() { ["Id"] = n => Id(4, n), ["PromptId"] = n => Id(2, n) }),
            ["PersonKeys"] = (drafts, new() { ["Subject"] = n => $"subject {n}" }),
            ["Drafts"] = (drafts, new() { ["Id"] = n => Id(1, n), ["Subject"] = n => $"subject {n}" }),
            ["DraftReports"] = (reports, new() { ["DraftId"] = n => Id(1, 2 * n) }),
        };
        var rest = count - 1 - tables.Values.Sum(table => table.Count);
        var others = context.Model.GetRelationalModel().Tables.Where(table => !tables.ContainsKey(table.Name) && table.Name is not ("ConfigurationRevisions" or "JobRuns")).ToList();
        foreach (var other in others)
        {
            tables[other.Name] = (rest / 10, []);
        }

        tables["JobRuns"] = (rest - (others.Count * (rest / 10)), new()
        {
            ["Job"] = n => $"job-{n % 7}",
            ["Slot"] = n => Time(n),
            ["FinishedAt"] = n => n < 7 ? null : Time(n),
            ["Outcome"] = n => n < 7 ? null : n % 5 == 0 ? "Failed" : "Completed",
        });
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        await using var transaction = connection.BeginTransaction();
        await ExecuteAsync(connection, "PRAGMA defer_foreign_keys = ON");
        foreach (var table in context.Model.GetRelationalModel().Tables)
        {
            if (tables.TryGetValue(table.Name, out var wanted))
            {
                await AddAsync(connection, table, wanted.Count, wanted.Values);
            }
        }

        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await context.Database.CloseConnectionAsync();
    }

    /// <summary>Adds one row; columns that are not named get made-up values.</summary>
    public static async Task AddRowAsync(VotiveDbContext context, string table, params (string Column, object? Value)[] values)
    {
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var shape = context.Model.GetRelationalModel().Tables.Single(shape => shape.Name == table);
        var named = values.ToDictionary(value => value.Column, value => new Func<int, object?>(_ => value.Value), StringComparer.Ordinal);
        await AddAsync((SqliteConnection)context.Database.GetDbConnection(), shape, 1, named);
        await context.Database.CloseConnectionAsync();
    }

    /// <summary>Does one command of SQL on the file.</summary>
    public static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The id of the n-th row of a kind; ids don't come in the order of n.</summary>
    public static Guid Id(int kind, int n) => new(unchecked((int)((uint)n * 2_654_435_761u)), (short)kind, 0x7000, 0x80, 0, 0, 0, (byte)(n >> 24), (byte)(n >> 16), (byte)(n >> 8), (byte)n);

    private static DateTime Time(int n) => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(n).AddMicroseconds(n % 3 == 0 ? 0 : n);

    private static async Task AddAsync(SqliteConnection connection, ITable table, int count, Dictionary<string, Func<int, object?>> values)
    {
        var columns = table.Columns.Select(column => (Column: new StoredColumn(column), column.IsNullable)).ToArray();
        var make = columns.Select(column => values.GetValueOrDefault(column.Column.Name) ?? (n => Make(column.Column, column.IsNullable, n))).ToArray();
        await using var command = connection.CreateCommand();
        command.CommandText = $"""INSERT INTO "{table.Name}" ({string.Join(", ", columns.Select(column => $"\"{column.Column.Name}\""))}) VALUES ({string.Join(", ", columns.Select((_, i) => $"${i}"))})""";
        var parameters = columns.Select((_, i) => command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" })).ToArray();
        for (var n = 0; n < count; n++)
        {
            for (var i = 0; i < parameters.Length; i++)
            {
                parameters[i].Value = make[i](n) ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    private static object? Make(StoredColumn column, bool isNullable, int n)
    {
        if (isNullable && n % 3 == 0)
        {
            return null;
        }

        var type = column.StoredType;
        return type == typeof(string) ? MakeText(column, n)
            : type == typeof(byte[]) ? Blob(n)
            : type == typeof(DateTime) ? Time(n)
            : type == typeof(Guid) ? Id(9, n)
            : type == typeof(double) ? (n % 11) / 10.0
            : type == typeof(long) ? n % 5 == 0 ? long.MaxValue - n : n
            : type == typeof(int) ? n % 5 == 0 ? int.MinValue + n : n
            : type == typeof(bool) ? n % 2 == 0
            : throw new NotSupportedException($"Say what {column.Name} may hold.");
    }

    private static string MakeText(StoredColumn column, int n)
    {
        var text = Texts[n % Texts.Length];
        if (column.MaxLength is { } limit)
        {
            return text.Length > limit ? "short" : text;
        }

        // As long as answers and reports are.
        return new StringBuilder(text).Append(' ').Append(CultureInfo.InvariantCulture, $"{n}").Append('ż', 200 + (n % 700)).ToString();
    }

    private static byte[] Blob(int n)
    {
        var bytes = new byte[64 + (n % 900)];
        new Random(n).NextBytes(bytes);
        return bytes;
    }
}
