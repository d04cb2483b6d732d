using System.Globalization;
using System.Text.Json;
using Votive.Assessment.Instruments;
using Votive.Web.Questionnaire.Forms;

namespace Votive.Web.Questionnaire;

/// <summary>One screen of the questionnaire.</summary>
/// <param name="Id">Id of its first item; its address is <c>/assessment/{Id}</c>.</param>
/// <param name="Number">From 1, over all sections.</param>
/// <param name="NumberInSection">From 1, within its section.</param>
/// <param name="Section">The section it belongs to.</param>
/// <param name="Items">What it asks, in order; never empty.</param>
internal sealed record Step(string Id, int Number, int NumberInSection, InstrumentSection Section, IReadOnlyList<InstrumentItem> Items);

/// <summary>The screens of one path through an instrument, in the order of asking.</summary>
internal sealed class StepPlan
{
    /// <summary>The path that is offered: about nine minutes.</summary>
    public const string QuickPath = "quick";

    private StepPlan(Instrument instrument, IReadOnlyList<Step> steps)
    {
        Instrument = instrument;
        Steps = steps;
        Items = [.. steps.SelectMany(step => step.Items)];
        Sections = [.. steps.Select(step => step.Section).Distinct()];
    }

    /// <summary>The instrument that is asked.</summary>
    public Instrument Instrument { get; }

    /// <summary>The screens; never empty.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>Every item that is asked on this path.</summary>
    public IReadOnlyList<InstrumentItem> Items { get; }

    /// <summary>The sections that have a screen on this path.</summary>
    public IReadOnlyList<InstrumentSection> Sections { get; }

    /// <summary>The quick path through the newest instrument.</summary>
    public static StepPlan Quick { get; } = For(InstrumentCatalog.Core, QuickPath);

    /// <summary>Plans a path. Screens on which the path asks nothing are left out.</summary>
    public static StepPlan For(Instrument instrument, string path)
    {
        var steps = new List<Step>();
        foreach (var section in instrument.Sections)
        {
            var inSection = 0;
            foreach (var screen in section.Screens)
            {
                var items = screen.Select(id => instrument.FindItem(id)!).Where(item => item.Paths.Contains(path)).ToArray();
                if (items.Length > 0)
                {
                    steps.Add(new Step(items[0].Id, steps.Count + 1, ++inSection, section, items));
                }
            }
        }

        return new StepPlan(instrument, steps);
    }

    /// <summary>Finds a screen by the id of any of its items, or by its number.</summary>
    /// <returns>Null when there is no such screen on this path.</returns>
    public Step? Find(string? key) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Steps.ElementAtOrDefault(number - 1)
            : Steps.FirstOrDefault(step => step.Items.Any(item => item.Id == key));

    /// <summary>How many screens a section has on this path.</summary>
    public int CountIn(InstrumentSection section) => Steps.Count(step => step.Section == section);

    /// <summary>Whether a screen has nothing to ask, because all its rows come from answers that are not there.</summary>
    public bool IsVoid(Step step, IReadOnlyDictionary<string, JsonElement> answers) =>
        step.Items.All(item => item.RowsFrom is { } source && !CarriedRows.Chosen(Instrument, source, answers, Instrument.Locales[0]).Any());

    /// <summary>The next screen that has something to ask; null after the last.</summary>
    public Step? After(Step step, IReadOnlyDictionary<string, JsonElement> answers) =>
        Steps.Skip(step.Number).FirstOrDefault(later => !IsVoid(later, answers));

    /// <summary>The previous screen that has something to ask; null before the first.</summary>
    public Step? Before(Step step, IReadOnlyDictionary<string, JsonElement> answers) =>
        Steps.Take(step.Number - 1).LastOrDefault(earlier => !IsVoid(earlier, answers));

    /// <summary>Minutes that the screens from <paramref name="step"/> on usually take; in steps of five where there are many.</summary>
    public int MinutesLeft(Step step)
    {
        var seconds = Steps.Skip(step.Number - 1).SelectMany(later => later.Items).Sum(item => item.Seconds);
        var minutes = Math.Max(1, (int)Math.Ceiling(seconds / 60.0));
        return minutes > 7 ? (minutes + 2) / 5 * 5 : minutes;
    }
}
