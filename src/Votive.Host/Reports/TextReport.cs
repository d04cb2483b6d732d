using System.Globalization;
using System.Resources;
using Spectre.Console;
using Votive.Contracts.Analyses;

namespace Votive.Host.Reports;

/// <summary>The report for a terminal, in the language of the analysis.</summary>
internal sealed class TextReport
{
    private static readonly ResourceManager Texts = new("Votive.Host.Reports.ReportTexts", typeof(TextReport).Assembly);
    private static readonly Style Quiet = new(decoration: Decoration.Dim);
    private static readonly Style Strong = new(decoration: Decoration.Bold);

    private readonly IAnsiConsole _console;
    private readonly CultureInfo _culture;

    private TextReport(IAnsiConsole console, CultureInfo culture)
    {
        _console = console;
        _culture = culture;
    }

    /// <summary>Writes all of it.</summary>
    public static void Write(IAnsiConsole console, AnalyzeResult result) =>
        new TextReport(console, CultureInfo.GetCultureInfo(result.Analysis.Language)).Write(result.Analysis, result.Meta);

    private void Write(Analysis analysis, AnalysisMeta meta)
    {
        Line(Text("Title"), Strong);
        foreach (var caution in analysis.Cautions)
        {
            Line();
            Line($"! {caution.Text}");
        }

        Heading("IdentitySynthesis");
        foreach (var sentence in analysis.IdentitySynthesis.Sentences)
        {
            Line();
            Indented(sentence.Text, 2);
            WriteEvidence(sentence.Evidence);
        }

        WritePart("Patterns", analysis.Patterns);
        WritePart("Contradictions", analysis.Contradictions);
        WritePart("BlindSpots", analysis.BlindSpots);
        WritePart("LeveragePoints", analysis.LeveragePoints);
        WritePart("Risks", analysis.Risks);
        WriteScores(analysis.Scores);
        WriteSource(analysis, meta);
    }

    private void WritePart(string name, IReadOnlyList<Insight> insights)
    {
        Heading(name);
        if (insights.Count == 0)
        {
            Line();
            Indented(Text("Nothing"), 2, Quiet);
        }

        foreach (var insight in insights)
        {
            Line();
            Indented($"{insight.Title} [{Text(insight.Verification.ToString())}]", 2, Strong);
            Indented(insight.Text, 2);
            WriteEvidence(insight.Evidence);
            if (insight.CouldAlsoBe is { } alternative)
            {
                Indented($"{Text("CouldAlsoBe")}: {alternative}", 4, Quiet);
            }

            if (insight.AskYourself is { } question)
            {
                Indented($"{Text("AskYourself")}: {question}", 4, Quiet);
            }
        }
    }

    private void WriteEvidence(IReadOnlyList<Evidence> evidence)
    {
        foreach (var item in evidence)
        {
            Indented($"- {item.Question} → {item.Shown}", 4, Quiet);
        }
    }

    private void WriteScores(IReadOnlyList<Score> scores)
    {
        Heading("Scores");
        Line();
        foreach (var score in scores)
        {
            var value = score.Raw is { } raw ? raw.ToString("0.##", _culture) : Text("NoScore");
            if (score is { Raw: not null, Max: { } max })
            {
                value += $" / {max.ToString("0.##", _culture)}";
            }

            if (score is { BandLow: { } low, BandHigh: { } high })
            {
                value += string.Create(_culture, $" ({low:0.##}–{high:0.##})");
            }

            Indented($"{score.Name}: {value}{(score.Validated ? "" : $" · {Text("NotValidated")}")}", 2);
        }
    }

    private void WriteSource(Analysis analysis, AnalysisMeta meta)
    {
        Heading("About");
        Line();
        Indented(meta.Source == AnalysisSource.Model
            ? string.Format(_culture, Text("ByModel"), meta.Model, meta.Verification.Checked, meta.Verification.Total)
            : Text("ByEngine"), 2);
        if (meta.Fallback is not null)
        {
            Indented(Text("Fallback"), 2);
        }

        Indented($"{analysis.Instrument.Id} {analysis.Instrument.Version}", 2, Quiet);
        Indented(Text("Disclaimer"), 2, Quiet);
    }

    private void Heading(string name)
    {
        Line();
        Line(Text(name).ToUpper(_culture), Strong);
    }

    private void Line(string text = "", Style? style = null) => _console.Write(new Padder(new Text(text, style), new Padding(0)));

    private void Indented(string text, int columns, Style? style = null) =>
        _console.Write(new Padder(new Text(text, style), new Padding(columns, 0, 0, 0)));

    private string Text(string name) => Texts.GetString(name, _culture) ?? throw new MissingManifestResourceException($"No text {name}.");
}
