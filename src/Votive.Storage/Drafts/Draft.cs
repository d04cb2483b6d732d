using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Votive.Storage.Fields;

namespace Votive.Storage.Drafts;

/// <summary>Answers under way, one set for each subject and instrument.</summary>
public sealed class Draft
{
    /// <summary>Most that all answers together may have, as JSON in UTF-8 bytes.</summary>
    public const int MaxAnswersBytes = 64 * 1024;

    /// <summary>How long a draft is kept after its last save.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    private static readonly JsonSerializerOptions AnswersJson = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Begins an empty draft; it expires <see cref="Lifetime"/> after <paramref name="now"/> unless it is saved again.</summary>
    /// <param name="person">Whose draft it is; the person's key must be saved, or be saved with it.</param>
    /// <param name="instrument">Instrument id.</param>
    /// <param name="version">Instrument version.</param>
    /// <param name="locale">Language the person answers in.</param>
    /// <param name="path"><c>quick</c> or <c>full</c>.</param>
    /// <param name="now">UTC.</param>
    public Draft(PersonCipher person, string instrument, string version, string locale, string path, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        Id = Guid.CreateVersion7(now);
        Subject = person.Subject;
        Answers = person.Seal(SealedColumn.DraftAnswers.At(Id), "{}");
        Instrument = instrument;
        Version = version;
        Locale = locale;
        Path = path;
        CreatedAt = now;
        UpdatedAt = now;
        ExpiresAt = now + Lifetime;
    }

    private Draft(SealedText answers) => Answers = answers;

    /// <summary>Row id.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whose draft it is: an opaque visitor or account id.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>Instrument id.</summary>
    public string Instrument { get; private set; } = "";

    /// <summary>Instrument version; never changes, because answers belong to the questions that were asked.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Language the person last answered in.</summary>
    public string Locale { get; private set; } = "";

    /// <summary><c>quick</c> or <c>full</c>.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Item where the person is; null before the first.</summary>
    public string? CurrentItem { get; private set; }

    /// <summary>The answers, sealed with the subject's key.</summary>
    public SealedText Answers { get; private set; }

    /// <summary>The key of <see cref="Subject"/>, where loaded.</summary>
    public PersonKey? PersonKey { get; private set; }

    /// <summary>The report made from it, where loaded and where there is one.</summary>
    public DraftReport? Report { get; private set; }

    /// <summary>Rises by one with every save; guards against two saves at once.</summary>
    public long Revision { get; private set; }

    /// <summary>UTC of the first save.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>UTC of the last save.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>UTC: from then on it may be deleted.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>The answers as a JSON object of item id to answer; skipped items are absent.</summary>
    /// <exception cref="FieldException">They can't be opened.</exception>
    public string ReadAnswers(PersonCipher person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return person.Open(SealedColumn.DraftAnswers.At(Id), Answers);
    }

    /// <summary>Merges a change. Nothing changes unless the result is <see cref="DraftChangeResult.Saved"/>.</summary>
    /// <exception cref="FieldException">The answers so far can't be opened.</exception>
    public DraftChangeResult TryApply(DraftChange change, PersonCipher person, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(person);
        if (change.Version is not null && change.Version != Version)
        {
            return DraftChangeResult.OtherVersion;
        }

        if (change.Answers is { Count: > 0 } answers)
        {
            var merged = Merge(ReadAnswers(person), answers);
            if (merged.Length > MaxAnswersBytes)
            {
                return DraftChangeResult.TooLarge;
            }

            Answers = person.Seal(SealedColumn.DraftAnswers.At(Id), merged);
        }

        Locale = change.Locale ?? Locale;
        Path = change.Path ?? Path;
        CurrentItem = change.CurrentItem ?? CurrentItem;
        Touch(now);
        return DraftChangeResult.Saved;
    }

    /// <summary>Keeps a report with the draft, in place of an earlier one. <see cref="Report"/> must be loaded.</summary>
    /// <param name="json">The report as JSON text.</param>
    /// <param name="person">Seals it.</param>
    /// <param name="now">UTC.</param>
    public void KeepReport(string json, PersonCipher person, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (Report is null)
        {
            Report = DraftReport.Seal(Id, json, person);
        }
        else
        {
            Report.Replace(json, person);
        }

        Touch(now);
    }

    private static byte[] Merge(string before, IReadOnlyDictionary<string, JsonElement> changes)
    {
        var answers = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(before, AnswersJson)!;
        foreach (var (item, answer) in changes)
        {
            if (answer.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            {
                answers.Remove(item);
            }
            else
            {
                answers[item] = answer;
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(answers, AnswersJson);
    }

    private void Touch(DateTimeOffset now)
    {
        Revision++;
        UpdatedAt = now;
        ExpiresAt = now + Lifetime;
    }
}
