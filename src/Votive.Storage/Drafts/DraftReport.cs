namespace Votive.Storage.Drafts;

/// <summary>The report made from a draft; in a table of its own, so that saving an answer need not read it.</summary>
public sealed class DraftReport
{
    internal DraftReport(Guid draftId, string json)
    {
        DraftId = draftId;
        Json = json;
    }

    /// <summary>The draft it belongs to.</summary>
    public Guid DraftId { get; private set; }

    /// <summary>The report as JSON text, as it was made.</summary>
    public string Json { get; internal set; }
}
