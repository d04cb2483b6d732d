using Microsoft.EntityFrameworkCore;

namespace Votive.Storage.Maintenance;

/// <summary>How many rows each table has.</summary>
internal static class TableCounts
{
    /// <summary>Reads the counts by table name.</summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer.</exception>
    public static async Task<IReadOnlyDictionary<string, long>> ReadAsync(VotiveDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        var names = new List<string>();
        var connection = context.Database.GetDbConnection();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = context.Database.IsNpgsql()
                ? "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY 1"
                : "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1";
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                names.Add(reader.GetString(0));
            }
        }

        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var name in names.Where(name => !name.StartsWith("__", StringComparison.Ordinal)))
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is the database's own, and quoted.
            command.CommandText = $"SELECT count(*) FROM \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
#pragma warning restore CA2100
            counts[name] = Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
        }

        return counts;
    }
}
