using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Votive.Storage.Drafts;

/// <summary>Answers under way, one set for each subject and instrument.</summary>
public sealed class Draft
{
    /// <summary>Largest <see cref="Answers"/>, in UTF-8 bytes.</summary>
    public const int MaxAnswersBytes = 64 * 1024;

    /// <summary>How long a draft is kept after its last save.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    private static readonly JsonSerializerOptions AnswersJson = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Begins an empty draft; it expires <see cref="Lifetime"/> after <paramref name="now"/> unless it is saved again.</summary>
    public Draft(string subject, string instrument, string version, string locale, string path, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Subject = subject;
        Instrument = instrument;
        Version = version;
        Locale = locale;
        Path = path;
        CreatedAt = now;
        UpdatedAt = now;
        ExpiresAt = now + Lifetime;
    }

    private Draft()
    {
    }

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

    /// <summary>JSON object of item id to answer; skipped items are absent.</summary>
    public string Answers { get; private set; } = "{}";

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

    /// <summary>Merges a change. Nothing changes unless the result is <see cref="DraftChangeResult.Saved"/>.</summary>
    public DraftChangeResult TryApply(DraftChange change, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.Version is not null && change.Version != Version)
        {
            return DraftChangeResult.OtherVersion;
        }

        if (change.Answers is { Count: > 0 } answers)
        {
            var merged = Merge(answers);
            if (merged.Length > MaxAnswersBytes)
            {
                return DraftChangeResult.TooLarge;
            }

            Answers = Encoding.UTF8.GetString(merged);
        }

        Locale = change.Locale ?? Locale;
        Path = change.Path ?? Path;
        CurrentItem = change.CurrentItem ?? CurrentItem;
        Touch(now);
        return DraftChangeResult.Saved;
    }

    /// <summary>Keeps a report with the draft, in place of an earlier one. <see cref="Report"/> must be loaded.</summary>
    /// <param name="json">The report as JSON text.</param>
    /// <param name="now">UTC.</param>
    public void KeepReport(string json, DateTimeOffset now)
    {
        if (Report is null)
        {
            Report = new DraftReport(Id, json);
        }
        else
        {
            Report.Json = json;
        }

        Touch(now);
    }

    private byte[] Merge(IReadOnlyDictionary<string, JsonElement> changes)
    {
        var answers = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Answers, AnswersJson)!;
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
