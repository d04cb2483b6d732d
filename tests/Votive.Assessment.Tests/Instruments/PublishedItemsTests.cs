using Votive.Assessment.Instruments;
using Votive.Assessment.Tests.Fixtures;

namespace Votive.Assessment.Tests.Instruments;

public sealed class PublishedItemsTests
{
    private static readonly string[] Cells = ["m_lt21", "m_21_40", "m_41_60", "m_gt60", "f_lt21", "f_21_40", "f_41_60", "f_gt60"];

    public static TheoryData<int> Numbers => [21, 25, 51, 55, 81, 85, 111, 115];

    [Theory, MemberData(nameof(Numbers))]
    public void PublicDomainItem_HasThePublishedText(int number)
    {
        var published = Fixture.Read("ipip-neo-120-items.json").GetProperty("items").EnumerateArray().Single(item => item.GetProperty("n").GetInt32() == number);

        var item = InstrumentCatalog.Core.FindItem($"ipip.{number}")!;

        Assert.Equal(published.GetProperty("text").GetString(), item.Text["en"]);
        Assert.Equal("public-domain", item.Provenance.Licence);
        Assert.Contains($"item {number}", item.Provenance.Source, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Numbers))]
    public void PublicDomainItem_IsKeyedTowardsDisciplineOrResistance(int number)
    {
        var published = Fixture.Read("ipip-neo-120-items.json").GetProperty("items").EnumerateArray().Single(item => item.GetProperty("n").GetInt32() == number);
        var isPlus = published.GetProperty("keyed").GetString() == "plus";
        var isTurnedRound = published.GetProperty("domain").GetString() == "N";

        var item = InstrumentCatalog.Core.FindItem($"ipip.{number}")!;

        Assert.Equal(isPlus == isTurnedRound, item.Reverse);
    }

    [Fact]
    public void SelfDisciplineReference_IsTheMeanOfThePublishedCells()
    {
        var (mean, deviation) = MeanOfCells("C", "5");

        var norm = Reference("self-discipline");

        Assert.Equal((mean, deviation), (norm.Mean, norm.StandardDeviation));
    }

    [Fact]
    public void TemptationResistanceReference_IsThePublishedImmoderationTurnedRound()
    {
        var (mean, deviation) = MeanOfCells("N", "5");

        var norm = Reference("temptation-resistance");

        Assert.Equal((24 - mean, deviation), (norm.Mean, norm.StandardDeviation));
    }

    [Fact]
    public void NoiseOfReferences_IsThatOfTheirReliability()
    {
        var errors = new[] { "self-discipline", "temptation-resistance" }
            .Select(Reference)
            .Select(norm => (double)norm.StandardDeviation * Math.Sqrt(1 - (double)norm.Alpha));

        Assert.Equal(1.9, Math.Round(errors.Average(), 1));
        Assert.All(["self-discipline", "temptation-resistance"], id => Assert.Equal((1.9m, 3.0m), (Reference(id).StandardError, Reference(id).Band90)));
    }

    private static Norm Reference(string scoreId) => InstrumentCatalog.Core.Scores.Single(score => score.Id == scoreId).Norm!;

    private static (decimal Mean, decimal Deviation) MeanOfCells(string domain, string facet)
    {
        var facets = Cells.Select(cell => Fixture.Read("ipip-neo-120-norms.json").GetProperty("groups").GetProperty(cell).GetProperty(domain).GetProperty("facets").GetProperty(facet)).ToList();
        var mean = facets.Average(cell => cell.GetProperty("mean").GetDecimal());
        var variance = facets.Average(cell => Math.Pow(cell.GetProperty("sd").GetDouble(), 2));
        return (decimal.Round(mean, 2), decimal.Round((decimal)Math.Sqrt(variance), 2));
    }
}
