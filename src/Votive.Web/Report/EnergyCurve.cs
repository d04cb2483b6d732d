using System.Globalization;
using System.Text;
using System.Text.Json;
using Votive.Assessment.Instruments;
using Votive.Contracts.Analyses;

namespace Votive.Web.Report;

/// <summary>The energy of a usual day, ready to be drawn in a square of 100 by 100 units.</summary>
internal sealed class EnergyCurve
{
    /// <summary>The answer that is drawn.</summary>
    public const string Item = "day.energy";

    // Room for the words of the levels on the left, for the times below, and for a label above the highest dot.
    private const double Left = 13;
    private const double Right = 96;
    private const double Top = 13;
    private const double Bottom = 81;

    private EnergyCurve(IReadOnlyList<EnergyPoint> points, IReadOnlyList<EnergyLevel> levels)
    {
        Points = points;
        Levels = levels;
    }

    /// <summary>One point for every time of day, in order.</summary>
    public IReadOnlyList<EnergyPoint> Points { get; }

    /// <summary>The levels, from the lowest.</summary>
    public IReadOnlyList<EnergyLevel> Levels { get; }

    /// <summary>Times at the highest level; empty when the day is flat.</summary>
    public IEnumerable<EnergyPoint> Peaks => IsFlat ? [] : Points.Where(point => point.Level == Known.Max());

    /// <summary>Times at the lowest level; empty when the day is flat.</summary>
    public IEnumerable<EnergyPoint> Dips => IsFlat ? [] : Points.Where(point => point.Level == Known.Min());

    /// <summary>The curve as SVG path data: through all points, never above or below what was answered, broken where an answer is missing.</summary>
    public string Line => Draw(closed: false);

    /// <summary>The area below the curve as SVG path data.</summary>
    public string Area => Draw(closed: true);

    private IEnumerable<int> Known => Points.Select(point => point.Level).OfType<int>();

    private bool IsFlat => Known.Max() == Known.Min();

    /// <summary>The curve of the answers, in the report's language; null when that question was skipped.</summary>
    public static EnergyCurve? Of(Analysis analysis, IReadOnlyDictionary<string, JsonElement> answers)
    {
        if (!answers.TryGetValue(Item, out var answer)
            || answer.ValueKind != JsonValueKind.Array
            || InstrumentCatalog.Find(analysis.Instrument.Id, analysis.Instrument.Version)?.FindItem(Item) is not { Scale: { } scale } item
            || answer.GetArrayLength() != item.Options.Count)
        {
            return null;
        }

        var levels = scale.Anchors.Select(anchor => new EnergyLevel(anchor.Value, anchor.Text[analysis.Language], Y(anchor.Value, scale))).ToArray();
        var points = item.Options.Select((slot, index) =>
        {
            int? level = answer[index].ValueKind == JsonValueKind.Number && answer[index].TryGetInt32(out var value) ? value : null;
            var x = Left + ((Right - Left) * index / (item.Options.Count - 1));
            return new EnergyPoint(slot.Text[analysis.Language], level, levels.FirstOrDefault(known => known.Value == level)?.Name, x, Y(level ?? scale.Min, scale));
        }).ToArray();
        return points.Any(point => point.Level is not null) ? new(points, levels) : null;
    }

    private static double Y(int level, ItemScale scale) => Bottom - ((Bottom - Top) * (level - scale.Min) / (scale.Max - scale.Min));

    private string Draw(bool closed)
    {
        var path = new StringBuilder();
        var run = new List<EnergyPoint>();
        foreach (var point in Points)
        {
            if (point.Level is null)
            {
                DrawRun(path, run, closed);
                run.Clear();
            }
            else
            {
                run.Add(point);
            }
        }

        DrawRun(path, run, closed);
        return path.ToString();
    }

    /// <summary>A monotone cubic (Fritsch and Carlson 1980, with Fritsch and Butland's harmonic mean for the slopes) through points at equal distances.</summary>
    private static void DrawRun(StringBuilder path, List<EnergyPoint> run, bool closed)
    {
        if (run.Count < 2)
        {
            return;
        }

        var third = (run[1].X - run[0].X) / 3;
        path.Append(CultureInfo.InvariantCulture, $"M{run[0].X:0.##} {run[0].Y:0.##}");
        for (var i = 1; i < run.Count; i++)
        {
            var (from, to) = (run[i - 1], run[i]);
            path.Append(
                CultureInfo.InvariantCulture,
                $"C{from.X + third:0.##} {from.Y + (Rise(run, i - 1) / 3):0.##} {to.X - third:0.##} {to.Y - (Rise(run, i) / 3):0.##} {to.X:0.##} {to.Y:0.##}");
        }

        if (closed)
        {
            path.Append(CultureInfo.InvariantCulture, $"V{Bottom}H{run[0].X:0.##}Z");
        }
    }

    /// <summary>How much the curve rises at a point, per distance between points: nothing at the ends of the run and at turning points.</summary>
    private static double Rise(List<EnergyPoint> run, int index)
    {
        if (index == 0 || index == run.Count - 1)
        {
            return 0;
        }

        var before = run[index].Y - run[index - 1].Y;
        var after = run[index + 1].Y - run[index].Y;
        return before * after <= 0 ? 0 : 2 * before * after / (before + after);
    }
}

/// <summary>The energy at one time of day.</summary>
/// <param name="Time">The time, in the report's language.</param>
/// <param name="Level">The answer; null when it is missing.</param>
/// <param name="Name">The level in words; null when it is missing or has none.</param>
/// <param name="X">From the left, in percent of the drawing.</param>
/// <param name="Y">From the top, in percent of the drawing.</param>
internal sealed record EnergyPoint(string Time, int? Level, string? Name, double X, double Y);

/// <summary>One level of energy.</summary>
/// <param name="Value">Its number.</param>
/// <param name="Name">Its name, in the report's language.</param>
/// <param name="Y">From the top, in percent of the drawing.</param>
internal sealed record EnergyLevel(int Value, string Name, double Y);
