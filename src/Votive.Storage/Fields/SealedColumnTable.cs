using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Votive.Storage.Fields;

/// <summary>The rows of a sealed column by the key that sealed them. Raw SQL, because no query of Entity Framework looks into bytes; the same words do on SQLite and PostgreSQL.</summary>
internal sealed class SealedColumnTable(VotiveDbContext context, SealedColumn column)
{
    private readonly string _table = Quote(column.Table);
    private readonly string _column = Quote(column.Column);
    private readonly string _key = string.Join(", ", column.Key.Select(part => Quote(part.Name)));

    /// <summary>How many values a key has sealed.</summary>
    public async Task<long> CountAsync(string keyId, CancellationToken cancellationToken)
    {
        await using var command = await CreateCommandAsync(cancellationToken);
        command.CommandText = $"SELECT count(*) FROM {_table} WHERE {BeginsWith(command, keyId)}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    /// <summary>The next values in the order of the table's key.</summary>
    /// <param name="sealedWith">Only those that this key has sealed; null for any.</param>
    /// <param name="notSealedWith">None that one of these keys has sealed.</param>
    /// <param name="after">Key of the row to go on behind; null to begin.</param>
    /// <param name="count">At most so many rows.</param>
    /// <param name="maxBytes">No further row once so many bytes were read.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<SealedRow>> ReadAsync(
        string? sealedWith, IEnumerable<string> notSealedWith, object[]? after, int count, int maxBytes, CancellationToken cancellationToken)
    {
        await using var command = await CreateCommandAsync(cancellationToken);
        var conditions = notSealedWith.Select(keyId => $"NOT ({BeginsWith(command, keyId)})").ToList();
        if (sealedWith is not null)
        {
            conditions.Add(BeginsWith(command, sealedWith));
        }

        if (after is not null)
        {
            conditions.Add($"({_key}) > ({string.Join(", ", after.Select(part => Add(command, part)))})");
        }

        var where = conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";
        command.CommandText = $"SELECT {_key}, {_column} FROM {_table} {where} ORDER BY {_key} LIMIT {Add(command, count)}";
        var rows = new List<SealedRow>();
        var bytes = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (bytes < maxBytes && await reader.ReadAsync(cancellationToken))
        {
            var key = column.Key.Select((part, i) => part.Type == typeof(Guid) ? reader.GetGuid(i) : (object)reader.GetString(i)).ToArray();
            var value = reader.GetFieldValue<byte[]>(column.Key.Length);
            bytes += value.Length;
            rows.Add(new SealedRow(key, new SealedText(value)));
        }

        return rows;
    }

    /// <summary>Puts a value in place of another.</summary>
    /// <returns>False when the other is not there any more.</returns>
    public async Task<bool> TryReplaceAsync(SealedRow row, SealedText value, CancellationToken cancellationToken)
    {
        await using var command = await CreateCommandAsync(cancellationToken);
        var conditions = column.Key.Select((part, i) => $"{Quote(part.Name)} = {Add(command, row.Key[i])}")
            .Append($"{_column} = {Add(command, SealedText.ToColumn(row.Value))}")
            .ToList();
        command.CommandText = $"UPDATE {_table} SET {_column} = {Add(command, SealedText.ToColumn(value))} WHERE {string.Join(" AND ", conditions)}";
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static string Quote(string name) => $"\"{name}\"";

    private static string Add(DbCommand command, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{command.Parameters.Count}");
        parameter.Value = value;
        command.Parameters.Add(parameter);
        return parameter.ParameterName;
    }

    private string BeginsWith(DbCommand command, string keyId)
    {
        var header = SealedText.Header(keyId);
        return $"substr({_column}, 1, {Add(command, header.Length)}) = {Add(command, header)}";
    }

    private async Task<DbCommand> CreateCommandAsync(CancellationToken cancellationToken)
    {
        if (context.Database.GetDbConnection().State != ConnectionState.Open)
        {
            await context.Database.OpenConnectionAsync(cancellationToken);
        }

        var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }
}

/// <summary>A sealed value with the key of its row.</summary>
/// <param name="Key">Values of <see cref="SealedColumn.Key"/>.</param>
/// <param name="Value">What stands there.</param>
internal sealed record SealedRow(object[] Key, SealedText Value);
