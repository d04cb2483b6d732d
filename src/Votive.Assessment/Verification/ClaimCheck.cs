using System.Text.RegularExpressions;
using Votive.Assessment.Answers;
using Votive.Assessment.Instruments;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Verification;

/// <summary>Checks the claims of one reading against the briefing that the model was given.</summary>
internal sealed partial class ClaimCheck
{
    private readonly Analysis _analysis;
    private readonly ModelBriefing _briefing;
    private readonly Dictionary<string, Insight> _findings;
    private readonly Dictionary<string, BriefingScore> _scores;
    private readonly Dictionary<string, IReadOnlyList<string>> _scoreItems;

    public ClaimCheck(AnswerSheet answers, Analysis analysis, ModelBriefing briefing)
    {
        _analysis = analysis;
        _briefing = briefing;
        var sent = briefing.Findings.Select(finding => finding.Ref).ToHashSet(StringComparer.Ordinal);
        _findings = analysis.Parts().SelectMany(part => part.Insights).Where(insight => sent.Contains($"f:{insight.Id}"))
            .ToDictionary(insight => $"f:{insight.Id}", StringComparer.Ordinal);
        _scores = briefing.Scores.ToDictionary(score => score.Ref, StringComparer.Ordinal);
        _scoreItems = answers.Instrument.Scores.ToDictionary(score => $"s:{score.Id}", score => score.Items, StringComparer.Ordinal);
    }

    /// <summary>The claim as an insight without its id, or null when it must not be shown.</summary>
    public Insight? Check(ModelClaim claim)
    {
        var isPlain = !claim.Texts.Any(text => Markup.IsIn(text) || ForbiddenWords.AreIn(text));
        if (!isPlain || !IsInLanguage(claim) || Evidence(claim) is not { Count: > 0 } evidence || !AreQuotationsReal(claim))
        {
            return null;
        }

        return new Insight
        {
            Id = "",
            Title = claim.Title.Trim(),
            Text = claim.Text.Trim(),
            Evidence = evidence,
            Origin = AnalysisSource.Model,
            Verification = AreNumbersKnown(claim) ? VerificationState.AiChecked : VerificationState.AiNotChecked,
            CouldAlsoBe = claim.CouldAlsoBe?.Trim(),
            AskYourself = claim.AskYourself?.Trim(),
        };
    }

    /// <summary>What the person wrote may be in any language, so it is taken out before the rest is looked at.</summary>
    private bool IsInLanguage(ModelClaim claim)
    {
        var texts = claim.Texts.Select(text => Quotation().Replace(text, " ")).ToList();
        foreach (var quote in claim.Quotes)
        {
            texts = [.. texts.Select(text => text.Replace(quote.Exact, " ", StringComparison.Ordinal))];
        }

        return texts.Append(string.Join(' ', texts)).All(text => LanguageCheck.CanBe(_analysis.Language, text));
    }

    /// <summary>All that the claim rests on; null when it names something that was not sent, or words that do not stand there.</summary>
    private List<Evidence>? Evidence(ModelClaim claim)
    {
        var evidence = new List<Evidence>();
        foreach (var quote in claim.Quotes)
        {
            if (!_briefing.Places.TryGetValue(quote.Ref, out var place) || place.Find(quote.Exact) is not { } words)
            {
                return null;
            }

            evidence.Add(words);
        }

        foreach (var reference in claim.Refs)
        {
            if (EvidenceOf(reference) is not { } found)
            {
                return null;
            }

            // A quotation points to the same answer more exactly.
            evidence.AddRange(found.Where(candidate => !evidence.Exists(known => known.Item == candidate.Item && known.Row == candidate.Row)));
        }

        return evidence;
    }

    private IEnumerable<Evidence>? EvidenceOf(string reference)
    {
        if (_briefing.Places.TryGetValue(reference, out var place))
        {
            return [place.ToEvidence()];
        }

        if (_findings.TryGetValue(reference, out var finding))
        {
            return finding.Evidence;
        }

        return _scores.ContainsKey(reference)
            ? _briefing.Places.Values.Where(candidate => _scoreItems[reference].Contains(candidate.Item.Id)).Select(candidate => candidate.ToEvidence())
            : null;
    }

    /// <summary>What stands between quotation marks in the claim's own sentences must have been said, or shown, somewhere.</summary>
    private bool AreQuotationsReal(ModelClaim claim) =>
        claim.Texts.SelectMany(text => Quotation().Matches(text)).Select(match => FoldedText.Of(match.Groups["words"].Value).Text.Trim(' ', '.', ',', '…', '?', '!'))
            .All(words => words.Length == 0
                || _briefing.Answers.Any(answer => Stands(answer.Answer, words) || Stands(answer.Question, words))
                || _briefing.Findings.Any(finding => Stands(finding.Text, words))
                || _briefing.Scores.Any(score => Stands(score.Name, words)));

    private static bool Stands(string text, string words) => FoldedText.Find(FoldedText.Of(text).Text, words).Any();

    /// <summary>Each number must be borne out by one of the things that the claim refers to.</summary>
    private bool AreNumbersKnown(ModelClaim claim)
    {
        var known = claim.Refs.Concat(claim.Quotes.Select(quote => quote.Ref)).Distinct(StringComparer.Ordinal).Select(NumbersOf).ToList();
        return claim.Texts.SelectMany(NumberInText.AllIn).All(number => known.Exists(numbers => numbers.Holds(number)));
    }

    private KnownNumbers NumbersOf(string reference)
    {
        var numbers = new KnownNumbers();
        if (_briefing.Places.TryGetValue(reference, out var place))
        {
            numbers.AddStatement(place.Words.Text);
            numbers.AddQuestion(place.Question);
            foreach (var scale in place.Item.Fields.Select(field => field.Scale).Append(place.Item.Scale).OfType<ItemScale>())
            {
                numbers.AddRange(scale.Min, scale.Max);
            }
        }
        else if (_findings.TryGetValue(reference, out var finding))
        {
            foreach (var text in finding.Evidence.Select(evidence => evidence.Shown).Prepend(finding.Text).Prepend(finding.Title))
            {
                numbers.AddStatement(text);
            }
        }
        else
        {
            var score = _scores[reference];
            numbers.AddScore(score.Value, score.Min, score.Max);
        }

        return numbers;
    }

    /// <summary>All pairs that people quote with; apostrophes only where they are no part of a word.</summary>
    [GeneratedRegex("[“„«»\"](?<words>[^“”„«»\"]{2,})[”“»«\"]|(?<!\\p{L})[‘‚'](?<words>[^‘’‚]{2,}?)[’‘'](?!\\p{L})")]
    private static partial Regex Quotation();
}
