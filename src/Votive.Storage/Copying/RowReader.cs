using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Votive.Storage.Copying;

/// <summary>Reads one side's rows of a table, one after the other in the order of keys.</summary>
internal static class RowReader
{
    /// <param name="connection">Open, in a transaction that holds one snapshot.</param>
    /// <param name="table">Name of the table.</param>
    /// <param name="columns">This side's columns, the key's first.</param>
    /// <param name="keyCount">How many of them are the key.</param>
    /// <param name="textOrder">Collation that sorts text by its bytes, as this side calls it.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <exception cref="CopyRefusedException">A value is not what its column should hold.</exception>
    public static async IAsyncEnumerable<object?[]> ReadAsync(
        DbConnection connection,
        string table,
        IReadOnlyList<StoredColumn> columns,
        int keyCount,
        string textOrder,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = columns.Take(keyCount).Select(column => column.StoredType == typeof(string) ? $"{Quote(column.Name)} COLLATE {textOrder}" : Quote(column.Name));
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names come from the model, never from people.
        command.CommandText = $"SELECT {string.Join(", ", columns.Select(column => Quote(column.Name)))} FROM {Quote(table)} ORDER BY {string.Join(", ", key)}";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            // SQLite reads without waiting, and would not look.
            cancellationToken.ThrowIfCancellationRequested();
            yield return ReadRow(reader, table, columns, keyCount);
        }
    }

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static object?[] ReadRow(DbDataReader reader, string table, IReadOnlyList<StoredColumn> columns, int keyCount)
    {
        var values = new object?[columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            try
            {
                values[i] = columns[i].Read(reader, i);
            }
            catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException or ArgumentException or System.Text.Json.JsonException)
            {
                // SQLite keeps anything in any column. The exception would repeat what stands there.
                throw new CopyRefusedException(
                    CopyRefusal.RowsUnfit,
                    "The source has a value that its column should not hold.",
                    [$"{table} {RowDigest.DescribeKey(values, Math.Min(i, keyCount))}: {columns[i].Name} is not a {columns[i].ModelType.Name}."]);
            }
        }

        return values;
    }
}
