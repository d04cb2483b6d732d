using Votive.Storage.Fields;

namespace Votive.Storage.Drafts;

/// <summary>The report made from a draft; in a table of its own, so that saving an answer need not read it.</summary>
public sealed class DraftReport
{
    private DraftReport(Guid draftId, SealedText json)
    {
        DraftId = draftId;
        Json = json;
    }

    /// <summary>The draft it belongs to.</summary>
    public Guid DraftId { get; private set; }

    /// <summary>The report, sealed with the key of the draft's subject.</summary>
    public SealedText Json { get; private set; }

    /// <summary>The report as JSON text, as it was made.</summary>
    /// <exception cref="FieldException">It can't be opened.</exception>
    public string Open(PersonCipher person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return person.Open(SealedColumn.ReportJson.At(DraftId), Json);
    }

    internal static DraftReport Seal(Guid draftId, string json, PersonCipher person) =>
        new(draftId, person.Seal(SealedColumn.ReportJson.At(draftId), json));

    internal void Replace(string json, PersonCipher person) => Json = person.Seal(SealedColumn.ReportJson.At(DraftId), json);
}
