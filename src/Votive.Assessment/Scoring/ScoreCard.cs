using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Assessment.Instruments;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Scoring;

/// <summary>All scores of a sheet. Every formula is a pure function of the answers; assessment.md § 2.1 names them.</summary>
internal sealed class ScoreCard
{
    /// <summary>Weights of five ranks by rank-order centroids: (1/5) Σ 1/k for k from the rank to 5.</summary>
    private static readonly decimal[] RankWeights = [137m / 300, 77m / 300, 47m / 300, 27m / 300, 12m / 300];

    private readonly Facts _facts;
    private readonly Phrases _phrases;
    private readonly Dictionary<string, ScoreValue> _values;

    private ScoreCard(Facts facts, Phrases phrases)
    {
        _facts = facts;
        _phrases = phrases;
        Curve = EnergyCurve.Of(facts);
        Coherence = CorrelateHabits();
        _values = facts.Sheet.Instrument.Scores.ToDictionary(score => score.Id, Compute, StringComparer.Ordinal);
    }

    /// <summary>The energy line; null when too few slots have a level.</summary>
    public EnergyCurve? Curve { get; }

    /// <summary>Automaticity against "like me" over the habits; null when fewer than five are rated or one does not vary.</summary>
    public RankCorrelation? Coherence { get; }

    /// <summary>Computes every score of the sheet's instrument.</summary>
    public static ScoreCard Compute(Facts facts, Phrases phrases) => new(facts, phrases);

    /// <summary>A score's value, rounded as shown; null where it has none.</summary>
    public decimal? this[string scoreId] => _values[scoreId].Raw is { } raw ? Rounded(raw) : null;

    /// <summary>Whether starting and resisting differ by more than the noise of the two scales.</summary>
    public bool AreStartAndResistDifferent => this["start-resist-difference"] is { } difference && Math.Abs(difference) > NoiseOfDifference();

    /// <summary>The value of the largest gap between weight and what was lived, and that gap, 0 to 1; null without an order of values.</summary>
    public (ValueFact Value, decimal Gap)? WidestGap =>
        _facts.AreValuesRanked && _facts.Values.Where(value => value.Lived is not null).ToList() is { Count: > 0 } rated
            ? rated.Select(value => (value, Gap: RankWeights[value.Position] * (1 - (value.Lived!.Value / 4m)))).MaxBy(entry => entry.Gap)
            : null;

    /// <summary>Below, within or above the band around the reference mean: −1, 0 or 1; null without a value.</summary>
    public int? SideOfReference(string scoreId)
    {
        var norm = Definition(scoreId).Norm!;
        return this[scoreId] is not { } raw ? null
            : raw + norm.Band90 < norm.Mean ? -1
            : raw - norm.Band90 > norm.Mean ? 1
            : 0;
    }

    /// <summary>Mean of the population that a score is held against.</summary>
    public decimal ReferenceMean(string scoreId) => Definition(scoreId).Norm!.Mean;

    /// <summary>The scores as the report shows them.</summary>
    public IReadOnlyList<Score> ToScores() => [.. _facts.Sheet.Instrument.Scores.Select(definition => ToScore(definition, _values[definition.Id]))];

    private Score ToScore(ScoreDefinition definition, ScoreValue value)
    {
        var (min, max) = (definition.Min, definition.Max);
        var low = value.Raw - value.Band;
        var high = value.Raw + value.Band;
        return new Score
        {
            Id = definition.Id,
            Name = definition.Name[_facts.Sheet.Locale],
            Raw = Rounded(value.Raw),
            Pomp = Rounded((value.Raw - min) / (max - min) * 100),
            BandLow = Rounded(low < min ? min : low),
            BandHigh = Rounded(high > max ? max : high),
            Min = min,
            Max = max,
            NullReason = value.NullReason,
            Note = value.Note,
            Validated = definition.Validated,
        };
    }

    private ScoreValue Compute(ScoreDefinition score) => score.Id switch
    {
        "energy-amplitude" => Amplitude(),
        "task-energy-fit" => TaskEnergyFit(),
        "day-steadiness" => ScoreValue.OfAnswer(_facts.Number("day.steady")),
        "recovery-access" => ScoreValue.OfAnswer(_facts.Number("day.refill.freq")),
        "mood-pleasantness" => ScoreValue.OfAnswer(_facts.Number("mood.pleasant")),
        "mood-arousal" => ScoreValue.OfAnswer(_facts.Number("mood.arousal")),
        "loop-payoff" => ScoreValue.OfAnswer(_facts.Sheet.IsAnswered("mood.first10") ? _facts.Number("mood.after") : null),
        "follow-through" => ScoreValue.OfAnswer(_facts.Number("go.kept10")),
        "self-discipline" or "temptation-resistance" => WithReference(SumScale.Of(_facts, score), score.Norm!),
        "start-resist-difference" => StartResistDifference(),
        "autonomy" => Autonomy(),
        "strategy-count" => StrategyCount(),
        "values-alignment" => ValuesAlignment(),
        "habits-helping" => ShareOfAutomatic(habit => habit.Help >= 1),
        "habits-harming" => ShareOfAutomatic(habit => habit.Help <= -1),
        "cue-coverage" => CueCoverage(),
        "habit-coherence" => HabitCoherence(),
        "evidence-ratio" => EvidenceRatio(),
        "readiness-want" => ScoreValue.OfAnswer(_facts.Number("id.ready.want")),
        "readiness-can" => ScoreValue.OfAnswer(_facts.Number("id.ready.can")),
        "bridge-strain" => BridgeStrain(),
        _ => throw new InvalidOperationException($"No formula is known for the score {score.Id}."),
    };

    private ScoreValue Amplitude()
    {
        if (Curve is null)
        {
            return ScoreValue.Missing(_facts.Energy.Count == 0 ? NullReasons.NotAnswered : NullReasons.TooFewAnswers);
        }

        return ScoreValue.Of(Curve.Amplitude) with
        {
            Note = Curve.IsFlat
                ? _phrases["energyFlatNote"]
                : _phrases.Fill("energyNote", ("peaks", Hours(Curve.Peaks)), ("dips", Hours(Curve.Dips))),
        };
    }

    private ScoreValue TaskEnergyFit() =>
        Curve is null || _facts.DemandSlots.Count == 0 ? ScoreValue.Missing(NullReasons.NotAnswered)
        : Curve.IsFlat ? ScoreValue.Missing(NullReasons.FlatCurve)
        : Curve.Fit(_facts.DemandSlots) is { } fit ? ScoreValue.Of(fit)
        : ScoreValue.Missing(NullReasons.TooFewAnswers);

    private ScoreValue WithReference(ScoreValue value, Norm norm) => value.Raw is null
        ? value
        : value with
        {
            Note = _phrases.Fill(
                "bandNote",
                ("mean", _phrases.Number(norm.Mean)),
                ("sd", _phrases.Number(norm.StandardDeviation)),
                ("caveat", norm.Caveat[_facts.Sheet.Locale])),
        };

    /// <summary>Starting less resisting, in standard deviations of the reference populations.</summary>
    private ScoreValue StartResistDifference()
    {
        var (start, resist) = (Definition("self-discipline"), Definition("temptation-resistance"));
        if (SumScale.Of(_facts, start).Raw is not { } discipline || SumScale.Of(_facts, resist).Raw is not { } resistance)
        {
            return ScoreValue.Missing(NullReasons.TooFewAnswers);
        }

        var difference = Standardised(discipline, start.Norm!) - Standardised(resistance, resist.Norm!);
        var isDifferent = Math.Abs(Rounded(difference)) > NoiseOfDifference();
        return ScoreValue.Of(difference) with { Note = _phrases[isDifferent ? "differentNote" : "notDifferentNote"] };
    }

    private static decimal Standardised(decimal raw, Norm norm) => (raw - norm.Mean) / norm.StandardDeviation;

    /// <summary>1.96 standard errors of the difference of two standardised scores, each √(1 − α).</summary>
    private decimal NoiseOfDifference()
    {
        var unreliability = (1 - Definition("self-discipline").Norm!.Alpha) + (1 - Definition("temptation-resistance").Norm!.Alpha);
        return 1.96m * (decimal)Math.Sqrt((double)unreliability);
    }

    /// <summary>Own index: (liking + matters + progress/2) − (guilt + people/2) in points of rank (first = 5), from its lowest −2.5 and highest 8.5 to ±100.</summary>
    private ScoreValue Autonomy()
    {
        var order = _facts.Choices("go.why");
        if (order.Count == 0)
        {
            return ScoreValue.Missing(NullReasons.NotAnswered);
        }

        var index = Points("liking") + Points("matters") + (Points("progress") / 2) - Points("guilt") - (Points("people") / 2);
        return ScoreValue.Of((index - 3) / 5.5m * 100);

        decimal Points(string id) => order.Count - order.TakeWhile(chosen => chosen != id).Count();
    }

    private ScoreValue StrategyCount() => _facts.Sheet.IsAnswered("go.tools")
        ? ScoreValue.Of(_facts.Choices("go.tools").Count(tool => tool != "none"))
        : ScoreValue.Missing(NullReasons.NotAnswered);

    private ScoreValue ValuesAlignment()
    {
        var rated = _facts.Values.Where(value => value.Lived is not null).ToList();
        if (!_facts.AreValuesRanked || rated.Count == 0)
        {
            return ScoreValue.Missing(NullReasons.NotAnswered);
        }

        if (rated.Count * 4 < _facts.Values.Count * 3)
        {
            return ScoreValue.Missing(NullReasons.TooFewAnswers);
        }

        var lived = rated.Sum(value => RankWeights[value.Position] * value.Lived!.Value / 4m) / rated.Sum(value => RankWeights[value.Position]);
        return ScoreValue.Of(lived * 100) with
        {
            Note = WidestGap is { Gap: > 0 } widest ? _phrases.Fill("gapNote", ("value", widest.Value.Text)) : null,
        };
    }

    private ScoreValue ShareOfAutomatic(Func<Habit, bool> counts)
    {
        var automatic = _facts.Habits.Where(habit => habit.IsAutomatic && habit.Help is not null).ToList();
        return _facts.Habits.Count == 0 ? ScoreValue.Missing(NullReasons.NotAnswered)
            : automatic.Count == 0 ? ScoreValue.Missing(NullReasons.NoAutomaticHabits)
            : ScoreValue.Of(100m * automatic.Count(counts) / automatic.Count);
    }

    private ScoreValue CueCoverage()
    {
        var answered = _facts.Habits.Where(habit => habit.Cue is not null).ToList();
        return answered.Count == 0
            ? ScoreValue.Missing(NullReasons.NotAnswered)
            : ScoreValue.Of(100m * answered.Count(habit => habit.Cue != Habit.UnsureCue) / answered.Count);
    }

    private ScoreValue HabitCoherence() =>
        _facts.Habits.Count == 0 ? ScoreValue.Missing(NullReasons.NotAnswered)
        : Coherence is not null ? ScoreValue.Of(Coherence.Rho) with
        {
            Note = _phrases.Fill("coherenceNote", ("n", Phrases.Whole(Coherence.Count)), ("p", _phrases.Number(Rounded(Coherence.Probability)))),
        }
        : RatedHabits().Count < FewestHabits ? ScoreValue.Missing(NullReasons.TooFewHabits)
        : ScoreValue.Missing(NullReasons.NoVariation);

    private RankCorrelation? CorrelateHabits() =>
        RatedHabits() is { Count: >= FewestHabits } rated
            ? RankCorrelation.Of([.. rated.Select(habit => habit.Automaticity!.Value)], [.. rated.Select(habit => (decimal)habit.LikeMe!)])
            : null;

    private const int FewestHabits = 5;

    private List<Habit> RatedHabits() => [.. _facts.Habits.Where(habit => habit.Automaticity is not null && habit.LikeMe is not null)];

    private ScoreValue EvidenceRatio()
    {
        var counted = _facts.Lines.Where(line => line.Acts is not null).ToList();
        return counted.Count == 0 ? ScoreValue.Missing(NullReasons.NotAnswered)
            : counted.Count * 4 < _facts.Lines.Count * 3 ? ScoreValue.Missing(NullReasons.TooFewAnswers)
            : ScoreValue.Of(100m * counted.Sum(line => line.Acts!.Value) / (14 * counted.Count));
    }

    private ScoreValue BridgeStrain() =>
        _facts.Number("dir.far") is { } far && _facts.Number("dir.believe") is { } believe
            ? ScoreValue.Of(far * (10 - believe) / 10m)
            : ScoreValue.Missing(NullReasons.NotAnswered);

    private ScoreDefinition Definition(string id) => _facts.Sheet.Instrument.Scores.First(score => score.Id == id);

    private string Hours(IEnumerable<int> slots) => _phrases.And(slots.Select(slot => _facts.Slot(slot)));

    private static decimal? Rounded(decimal? value) => value is { } number ? Rounded(number) : null;

    /// <summary>Two digits, without trailing zeros, so that equal values have equal bytes.</summary>
    private static decimal Rounded(decimal value)
    {
        var rounded = decimal.Round(value, 2, MidpointRounding.AwayFromZero);
        return rounded == 0 ? 0 : rounded / 1.000000000000000000000000000000m;
    }
}
