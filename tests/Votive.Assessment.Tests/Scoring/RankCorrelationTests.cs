using Votive.Assessment.Scoring;

namespace Votive.Assessment.Tests.Scoring;

public sealed class RankCorrelationTests
{
    [Fact]
    public void SameOrder_IsOne()
    {
        var correlation = RankCorrelation.Of([1, 2, 3, 4, 5], [10, 20, 30, 40, 50])!;

        Assert.Equal(1, correlation.Rho);
        Assert.Equal(2m / 120, correlation.Probability);
    }

    [Fact]
    public void OppositeOrder_IsMinusOne() => Assert.Equal(-1, RankCorrelation.Of([1, 2, 3], [3, 2, 1])!.Rho);

    [Fact]
    public void OneSwap_IsTheTextbookValue()
    {
        // 1 − 6 Σd² / (n (n² − 1)) with Σd² = 2 and n = 5.
        Assert.Equal(0.9m, RankCorrelation.Of([1, 2, 3, 4, 5], [2, 1, 3, 4, 5])!.Rho);
    }

    [Fact]
    public void Ties_TakeTheirAverageRank()
    {
        // Ranks 1.5, 1.5, 3, 4 against 1, 2, 3, 4: 4.5 / √(4.5 · 5).
        Assert.Equal(0.948683m, decimal.Round(RankCorrelation.Of([1, 1, 2, 3], [1, 2, 3, 4])!.Rho, 6));
    }

    [Fact]
    public void ListWithoutVariation_HasNone() => Assert.Null(RankCorrelation.Of([4, 4, 4, 4, 4], [1, 2, 3, 4, 5]));

    [Fact]
    public void Probability_IsTheShareOfOrdersAtLeastAsStrong()
    {
        // Of the 6 orders of three, rho is ±1 in two and ±0.5 in four.
        Assert.Equal(1m, RankCorrelation.Of([1, 2, 3], [1, 3, 2])!.Probability);
        Assert.Equal(2m / 6, RankCorrelation.Of([1, 2, 3], [1, 2, 3])!.Probability);
    }

    [Fact]
    public void EightPairs_CountAllOrders() => Assert.Equal(2m / 40_320, RankCorrelation.Of([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8])!.Probability);

    [Fact]
    public void ListsOfDifferentLength_AreRefused() => Assert.Throws<ArgumentException>(() => RankCorrelation.Of([1, 2], [1]));
}
