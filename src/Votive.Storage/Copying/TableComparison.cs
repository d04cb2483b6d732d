using System.Security.Cryptography;

namespace Votive.Storage.Copying;

/// <summary>Compares both sides of a table row by row, holding one row of each.</summary>
internal static class TableComparison
{
    /// <summary>Reads both to the end.</summary>
    /// <param name="table">Name of the table.</param>
    /// <param name="source">The source's rows in the order of keys.</param>
    /// <param name="target">The target's.</param>
    /// <param name="tell">Called with a sentence for each row that is not the same on both sides.</param>
    /// <param name="compared">Called after each row of the source.</param>
    public static async Task<CopiedTable> CompareAsync(
        string table, IAsyncEnumerable<RowDigest> source, IAsyncEnumerable<RowDigest> target, Action<string> tell, Action compared)
    {
        await using var left = source.GetAsyncEnumerator();
        await using var right = target.GetAsyncEnumerator();
        using var leftSum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var rightSum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long rows = 0, bytes = 0;
        var hasLeft = await left.MoveNextAsync();
        var hasRight = await right.MoveNextAsync();
        while (hasLeft || hasRight)
        {
            var order = !hasLeft ? 1 : !hasRight ? -1 : left.Current.Key.AsSpan().SequenceCompareTo(right.Current.Key);
            if (order < 0)
            {
                tell($"{table} {left.Current.Name}: is not in the target.");
            }
            else if (order > 0)
            {
                tell($"{table} {right.Current.Name}: is in the target only.");
            }
            else if (!left.Current.Checksum.AsSpan().SequenceEqual(right.Current.Checksum))
            {
                tell($"{table} {left.Current.Name}: is not the same in the target.");
            }

            if (order <= 0)
            {
                rows++;
                bytes += left.Current.Length;
                leftSum.AppendData(left.Current.Checksum);
                compared();
                hasLeft = await left.MoveNextAsync();
            }

            if (order >= 0)
            {
                rightSum.AppendData(right.Current.Checksum);
                hasRight = await right.MoveNextAsync();
            }
        }

        return new CopiedTable(table, rows, bytes, Convert.ToHexStringLower(leftSum.GetHashAndReset()), Convert.ToHexStringLower(rightSum.GetHashAndReset()));
    }
}
