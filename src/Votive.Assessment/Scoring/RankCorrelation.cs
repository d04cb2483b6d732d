namespace Votive.Assessment.Scoring;

/// <summary>Spearman's rank correlation of two short lists, ties at their average rank, with its exact permutation probability.</summary>
/// <param name="Rho">−1 to 1.</param>
/// <param name="Probability">Share of all orders of the second list that correlate at least as strongly, in either direction.</param>
/// <param name="Count">Length of the lists.</param>
internal sealed record RankCorrelation(decimal Rho, decimal Probability, int Count)
{
    /// <summary>Most pairs: beyond that, all orders would be too many to count.</summary>
    public const int MaxCount = 8;

    /// <summary>Correlates the lists.</summary>
    /// <returns>Null when one of them does not vary.</returns>
    /// <exception cref="ArgumentException">The lists differ in length, or are longer than <see cref="MaxCount"/>.</exception>
    public static RankCorrelation? Of(IReadOnlyList<decimal> first, IReadOnlyList<decimal> second)
    {
        if (first.Count != second.Count || first.Count > MaxCount)
        {
            throw new ArgumentException($"Two lists of the same length, at most {MaxCount}, are needed.", nameof(second));
        }

        var x = DoubledRanks(first);
        var y = DoubledRanks(second);
        var (spreadX, spreadY) = (Covariation(x, x), Covariation(y, y));
        if (spreadX == 0 || spreadY == 0)
        {
            return null;
        }

        var observed = Covariation(x, y);
        var rho = observed / Math.Sqrt((double)spreadX * spreadY);
        return new RankCorrelation((decimal)rho, ShareAtLeast(Math.Abs(observed), x, y), x.Length);
    }

    /// <summary>Twice the ranks, so that the average rank of a tie stays whole.</summary>
    private static int[] DoubledRanks(IReadOnlyList<decimal> values) =>
        [.. values.Select(value => (2 * values.Count(other => other < value)) + values.Count(other => other == value) + 1)];

    /// <summary>n² times the covariance: whole, so that comparisons are exact.</summary>
    private static int Covariation(int[] x, int[] y) => (x.Length * x.Zip(y, (a, b) => a * b).Sum()) - (x.Sum() * y.Sum());

    /// <summary>Counts all orders by Heap's algorithm; one swap changes the sum of products by one term.</summary>
    private static decimal ShareAtLeast(int limit, int[] x, int[] y)
    {
        var n = x.Length;
        var order = (int[])y.Clone();
        var swaps = new int[n];
        var covariation = Covariation(x, order);
        var (total, atLeast) = (1, Math.Abs(covariation) >= limit ? 1 : 0);
        var depth = 1;
        while (depth < n)
        {
            if (swaps[depth] >= depth)
            {
                swaps[depth++] = 0;
                continue;
            }

            var other = depth % 2 == 0 ? 0 : swaps[depth];
            covariation += n * (x[other] - x[depth]) * (order[depth] - order[other]);
            (order[other], order[depth]) = (order[depth], order[other]);
            total++;
            atLeast += Math.Abs(covariation) >= limit ? 1 : 0;
            swaps[depth]++;
            depth = 1;
        }

        return (decimal)atLeast / total;
    }
}
