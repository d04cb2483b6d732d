using Microsoft.EntityFrameworkCore;

namespace Votive.Storage.Fields;

/// <summary>Seals with the key in force what another key of the keyring has sealed, so that the other can be taken out of <c>FIELD_KEYS</c>.</summary>
/// <remarks>
/// Runs beside services that read and write. It may be stopped at any moment and begun again: what is done stays done. What belongs to a
/// person is not touched, only the person's key, which is what the keyring seals.
/// </remarks>
public sealed class FieldRewrap(IDbContextFactory<VotiveDbContext> contexts, FieldCipher cipher, TimeProvider clock)
{
    // So few that no writer waits for more than about 50 ms, on a slow disk as well.
    private const int BatchCount = 64;
    private const int BatchBytes = 1024 * 1024;

    /// <summary>Goes through every table once.</summary>
    /// <param name="progress">Told after each batch how many fields were sealed anew so far; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two batches or in one, which then changes nothing.</param>
    public async Task<RewrapResult> RunAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var rewrapped = new Dictionary<string, long>(StringComparer.Ordinal);
        long unopenable = 0;
        foreach (var column in SealedColumn.All.Where(column => column.SealedBy == SealedBy.Keyring))
        {
            rewrapped[column.Table] = 0;
            object[]? last = null;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var started = clock.GetTimestamp();
                var batch = await RewrapBatchAsync(column, last, cancellationToken);
                rewrapped[column.Table] += batch.Rewrapped;
                unopenable += batch.Unopenable;
                last = batch.Last;
                if (last is null)
                {
                    break;
                }

                progress?.Report(rewrapped.Values.Sum());

                // Half of the time is others', who may have waited.
                await Task.Delay(clock.GetElapsedTime(started), clock, cancellationToken);
            }
        }

        return new RewrapResult(rewrapped, unopenable);
    }

    /// <summary>How many fields each key of the keyring has sealed, the key in force first; reads every table.</summary>
    public async Task<IReadOnlyList<FieldKeyUse>> CountByKeyAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await CountByKeyAsync(context, cipher, cancellationToken);
    }

    internal static async Task<IReadOnlyList<FieldKeyUse>> CountByKeyAsync(VotiveDbContext context, FieldCipher cipher, CancellationToken cancellationToken)
    {
        var counts = cipher.KeyIds.ToDictionary(keyId => keyId, _ => 0L, StringComparer.Ordinal);
        foreach (var column in SealedColumn.All.Where(column => column.SealedBy == SealedBy.Keyring))
        {
            var table = new SealedColumnTable(context, column);
            var counted = new HashSet<string>(counts.Keys, StringComparer.Ordinal);
            foreach (var keyId in counted)
            {
                counts[keyId] += await table.CountAsync(keyId, cancellationToken);
            }

            // Keys that are not in the keyring are found by what they left.
            while (await table.ReadAsync(null, counted, null, 1, BatchBytes, cancellationToken) is [var other])
            {
                if (other.Value.ReadHeader(out var keyId, out _) is { } fault)
                {
                    throw new FieldException(fault, column.At(other.Key));
                }

                counts[keyId] = counts.GetValueOrDefault(keyId) + await table.CountAsync(keyId, cancellationToken);
                counted.Add(keyId);
            }
        }

        return [.. counts.Select(pair => new FieldKeyUse(pair.Key, pair.Key == cipher.KeyInForce, cipher.KeyIds.Contains(pair.Key), pair.Value))
            .OrderByDescending(use => use.InForce).ThenBy(use => use.KeyId, StringComparer.Ordinal)];
    }

    /// <summary>Opens one field that a key has sealed, in each table that has one.</summary>
    /// <exception cref="FieldException">It can't be opened.</exception>
    internal static async Task OpenOneAsync(VotiveDbContext context, FieldCipher cipher, string keyId, CancellationToken cancellationToken)
    {
        foreach (var column in SealedColumn.All.Where(column => column.SealedBy == SealedBy.Keyring))
        {
            foreach (var row in await new SealedColumnTable(context, column).ReadAsync(keyId, [], null, 1, BatchBytes, cancellationToken))
            {
                cipher.OpenBytes(column.At(row.Key), row.Value);
            }
        }
    }

    private async Task<(long Rewrapped, long Unopenable, object[]? Last)> RewrapBatchAsync(
        SealedColumn column, object[]? after, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var table = new SealedColumnTable(context, column);
        var rows = await table.ReadAsync(null, [cipher.KeyInForce], after, BatchCount, BatchBytes, cancellationToken);

        // Sealed before the writer is held, and each put in place only of what it was made from: what a service saved meanwhile stays.
        var sealedRows = new List<(SealedRow Row, SealedText Value)>();
        long unopenable = 0;
        foreach (var row in rows)
        {
            var address = column.At(row.Key);
            try
            {
                sealedRows.Add((row, cipher.Seal(address, cipher.OpenBytes(address, row.Value))));
            }
            catch (FieldException)
            {
                unopenable++;
            }
        }

        long rewrapped = 0;
        if (sealedRows.Count > 0)
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            foreach (var (row, value) in sealedRows)
            {
                rewrapped += await table.TryReplaceAsync(row, value, cancellationToken) ? 1 : 0;
            }

            await transaction.CommitAsync(cancellationToken);
        }

        return (rewrapped, unopenable, rows.Count == 0 ? null : rows[^1].Key);
    }
}

/// <summary>What a run of <see cref="FieldRewrap"/> did.</summary>
/// <param name="Rewrapped">Fields sealed anew, by table.</param>
/// <param name="Unopenable">Fields left as they are, because no key of the keyring opens them.</param>
public sealed record RewrapResult(IReadOnlyDictionary<string, long> Rewrapped, long Unopenable);

/// <summary>How much one key has sealed.</summary>
/// <param name="KeyId">The key's id.</param>
/// <param name="InForce">Whether it seals what is saved now.</param>
/// <param name="IsKnown">Whether it is in the keyring. Where not, its fields can't be opened.</param>
/// <param name="Count">Fields that it has sealed. A key with none can be taken out.</param>
public sealed record FieldKeyUse(string KeyId, bool InForce, bool IsKnown, long Count);
