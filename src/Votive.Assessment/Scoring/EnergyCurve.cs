using Votive.Assessment.Answers;

namespace Votive.Assessment.Scoring;

/// <summary>The energy line over a day: where it is highest and lowest, and how far the hard tasks meet it.</summary>
internal sealed class EnergyCurve
{
    /// <summary>Up to this amplitude the line is level: no hour is called stronger than another.</summary>
    private const int FlatUpTo = 1;

    private readonly IReadOnlyList<int?> _levels;

    private EnergyCurve(IReadOnlyList<int?> levels)
    {
        _levels = levels;
        var known = levels.OfType<int>().ToList();
        (var low, var high) = (known.Min(), known.Max());
        Amplitude = high - low;
        Peaks = [.. Slots(level => level == high)];
        Dips = [.. Slots(level => level == low)];
    }

    /// <summary>Highest less lowest level, 0 to 4.</summary>
    public int Amplitude { get; }

    /// <summary>Slots at the highest level.</summary>
    public IReadOnlyList<int> Peaks { get; }

    /// <summary>Slots at the lowest level.</summary>
    public IReadOnlyList<int> Dips { get; }

    /// <summary>Whether no hour is called stronger than another.</summary>
    public bool IsFlat => Amplitude <= FlatUpTo;

    /// <summary>Level at a slot, 0 to 4; null where it was skipped.</summary>
    public int? this[int slot] => _levels[slot];

    /// <summary>Reads the line.</summary>
    /// <returns>Null when fewer than three in four slots have a level.</returns>
    public static EnergyCurve? Of(Facts facts) =>
        facts.Energy.Count > 0 && facts.Energy.Count(level => level is not null) * 4 >= facts.Energy.Count * 3 ? new EnergyCurve(facts.Energy) : null;

    /// <summary>Mean energy at the hard tasks' slots, in percent of the mean over as many best slots; null when the line is level or no such slot has a level.</summary>
    public decimal? Fit(IReadOnlyList<int> demandSlots)
    {
        var atDemand = demandSlots.Select(slot => _levels[slot]).OfType<int>().ToList();
        return IsFlat || atDemand.Count == 0
            ? null
            : 100m * atDemand.Sum() / _levels.OfType<int>().OrderDescending().Take(atDemand.Count).Sum();
    }

    private IEnumerable<int> Slots(Func<int, bool> predicate) =>
        Enumerable.Range(0, _levels.Count).Where(slot => _levels[slot] is { } level && predicate(level));
}
