namespace Votive.Assessment.Verification;

/// <summary>
/// The numbers that one ref of a briefing bears out. What an answer says is kept apart from what only frames it: "5/10" bears out
/// "5 of 10" and "50 %", but not "10 of 10".
/// </summary>
internal sealed class KnownNumbers
{
    private readonly HashSet<(NumberForm Form, decimal Value)> _stated = [];
    private readonly HashSet<decimal> _frames = [];

    /// <summary>Takes the numbers of an answer or finding.</summary>
    public void AddStatement(string text)
    {
        foreach (var number in NumberInText.AllIn(text))
        {
            if (number is { IsFrame: true, Form: NumberForm.Plain })
            {
                _frames.UnionWith(number.Values);
            }
            else
            {
                _stated.UnionWith(number.Values.Select(value => (number.Form, value)));
            }

            foreach (var whole in number.Whole ?? [])
            {
                _frames.Add(whole);
                AddPercents(number.Values, 0, whole);
            }
        }
    }

    /// <summary>Takes the numbers of a question: they frame the answer, and none of them is one.</summary>
    public void AddQuestion(string text) =>
        _frames.UnionWith(NumberInText.AllIn(text).Where(number => number.Form == NumberForm.Plain).SelectMany(number => number.Values.Concat(number.Whole ?? [])));

    /// <summary>Takes the ends of a scale.</summary>
    public void AddRange(decimal min, decimal max) => _frames.UnionWith([min, max]);

    /// <summary>Takes a score, also as it is when rounded and as a percentage of its range.</summary>
    public void AddScore(decimal value, decimal? min, decimal? max)
    {
        decimal[] values = [value, Round(value, 0), Round(value, 1)];
        _stated.UnionWith(values.Select(rounded => (NumberForm.Plain, rounded)));
        if (min is { } low && max is { } high)
        {
            AddRange(low, high);
            AddPercents([value], low, high);
            const int Hundred = 100;
            if (low == 0 && high == Hundred)
            {
                _stated.UnionWith(values.Select(rounded => (NumberForm.Percent, rounded)));
            }
        }
    }

    /// <summary>Whether the number may stand in a claim: a value only where it was stated, a whole or an end also where it frames one.</summary>
    public bool Holds(NumberInText number) =>
        (number.IsFrame && number.Form == NumberForm.Plain
            ? number.Values.Any(IsPlainOrFrame)
            : number.Values.Any(value => _stated.Contains((number.Form, value))))
        && (number.Whole is null || number.Whole.Any(IsPlainOrFrame));

    private bool IsPlainOrFrame(decimal value) => _frames.Contains(value) || _stated.Contains((NumberForm.Plain, value));

    private void AddPercents(IEnumerable<decimal> values, decimal min, decimal max)
    {
        if (max > min)
        {
            _stated.UnionWith(values
                .Where(value => value >= min && value <= max)
                .Select(value => (NumberForm.Percent, Round(100 * (value - min) / (max - min), 0))));
        }
    }

    private static decimal Round(decimal value, int decimals) => Math.Round(value, decimals, MidpointRounding.AwayFromZero);
}
