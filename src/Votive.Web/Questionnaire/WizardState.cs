using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using Votive.Assessment.Answers;
using Votive.Assessment.Instruments;
using Votive.Web.Questionnaire.Forms;

namespace Votive.Web.Questionnaire;

/// <summary>What the pages of the questionnaire show: the plan, the answers so far, and what was typed where it has to be typed again.</summary>
internal sealed class WizardState
{
    private readonly IStringLocalizer _texts;
    private readonly Dictionary<string, IReadOnlyList<CarriedRow>> _rows = new(StringComparer.Ordinal);

    /// <summary>Shows stored answers.</summary>
    /// <param name="plan">The screens.</param>
    /// <param name="answers">Item id to answer.</param>
    /// <param name="person">Whoever answers, for the order of options.</param>
    /// <param name="texts">Words in the person's language.</param>
    /// <param name="refused">What was posted and could not be taken as it is; null when nothing was.</param>
    public WizardState(StepPlan plan, IReadOnlyDictionary<string, JsonElement> answers, string person, IStringLocalizer texts, RefusedStep? refused = null)
    {
        _texts = texts;
        Plan = plan;
        Answers = answers;
        Person = person;
        Locale = plan.Instrument.Locales.Contains(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName)
            ? CultureInfo.CurrentUICulture.TwoLetterISOLanguageName
            : plan.Instrument.Locales[0];
        Faults = refused?.Faults ?? new Dictionary<string, AnswerProblemCode>();
        var fields = new FormFields();
        foreach (var item in plan.Items)
        {
            if (refused?.Step.Items.Contains(item) != true && answers.TryGetValue(item.Id, out var answer))
            {
                AnswerForm.Write(item, answer, fields);
            }
        }

        foreach (var name in refused?.Fields.Names ?? [])
        {
            foreach (var value in refused!.Fields.All(name))
            {
                fields.Add(name, value);
            }
        }

        Fields = fields;
    }

    /// <summary>The screens.</summary>
    public StepPlan Plan { get; }

    /// <summary>Item id to stored answer.</summary>
    public IReadOnlyDictionary<string, JsonElement> Answers { get; }

    /// <summary>Whoever answers.</summary>
    public string Person { get; }

    /// <summary>Language of the instrument's texts.</summary>
    public string Locale { get; }

    /// <summary>What the form controls show.</summary>
    public FormFields Fields { get; }

    /// <summary>Item id to what is wrong with what was typed.</summary>
    public IReadOnlyDictionary<string, AnswerProblemCode> Faults { get; init; }

    /// <summary>A text in the person's language. Without arguments its places stay open, for the module to fill.</summary>
    public string Text(string key, params object[] arguments) => arguments.Length == 0 ? _texts[key] : _texts[key, arguments];

    /// <summary>A text that depends on a number, which is also its first argument.</summary>
    public string Plural(string key, int number) => _texts[$"{key}_{PluralForm.Of(number, Locale)}", number];

    /// <summary>Every row that the answer to <paramref name="source"/> can give, the chosen ones first.</summary>
    public IReadOnlyList<CarriedRow> RowsFrom(string source) => _rows.TryGetValue(source, out var rows)
        ? rows
        : _rows[source] = CarriedRows.From(Plan.Instrument, source, Answers, Locale);

    /// <summary>Whether a screen has nothing to ask.</summary>
    public bool IsVoid(Step step) => Plan.IsVoid(step, Answers);

    /// <summary>Whether there is an answer to any item of a screen.</summary>
    public bool IsAnswered(Step step) => step.Items.Any(item => Answers.ContainsKey(item.Id));

    /// <summary>What is wrong with an answer, said so that the person can mend it.</summary>
    public string Fault(InstrumentItem item, AnswerProblemCode code) => code switch
    {
        AnswerProblemCode.TooFew => FewText(item),
        AnswerProblemCode.TooMany => ManyText(item),
        AnswerProblemCode.TooLong => Text("FaultTooLong", item.MaxLength ?? item.Fields.Max(field => field.MaxLength) ?? 0),
        AnswerProblemCode.Duplicate => Text("FaultDuplicate"),
        AnswerProblemCode.OutOfRange => RangeText(item),
        AnswerProblemCode.UnknownOption => Text("FaultUnknownOption"),
        _ => Text("FaultWrongType"),
    };

    /// <summary>What to say when there are fewer choices, lines or groups than asked.</summary>
    public string FewText(InstrumentItem item) => item.Type switch
    {
        ItemType.Multi when item.MinCount == item.MaxCount => Text("FaultChooseExactly", item.MinCount),
        ItemType.Rank when item.MinCount == item.MaxCount => Text("FaultRankAll", item.MinCount),
        ItemType.List or ItemType.Repeat => Text("FaultTooFewLines", item.MinCount),
        _ => Text("FaultTooFew", item.MinCount),
    };

    /// <summary>What to say when there are more choices, lines or groups than asked.</summary>
    public string ManyText(InstrumentItem item) => item.MinCount == item.MaxCount
        ? Text("FaultChooseExactly", item.MinCount)
        : Text("FaultTooMany", item.MaxCount ?? 0);

    /// <summary>What to say when a number is outside the scale.</summary>
    public string RangeText(InstrumentItem item) =>
        (item.Scale ?? item.Fields.FirstOrDefault(field => field.Type == ItemType.Count)?.Scale) is { } scale
            ? Text("FaultOutOfRange", scale.Min, scale.Max)
            : Text("FaultWrongType");
}
