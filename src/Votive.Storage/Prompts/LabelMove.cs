namespace Votive.Storage.Prompts;

/// <summary>One line of a label's history. Never changes.</summary>
public sealed class LabelMove
{
    internal LabelMove(Guid promptId, string label, int? fromNumber, int toNumber, string movedBy, string reason, DateTimeOffset movedAt)
    {
        Id = Guid.CreateVersion7(movedAt);
        PromptId = promptId;
        Label = label;
        FromNumber = fromNumber;
        ToNumber = toNumber;
        MovedBy = movedBy;
        Reason = reason;
        MovedAt = movedAt;
    }

    /// <summary>Row id.</summary>
    public Guid Id { get; private set; }

    /// <summary>The prompt whose label moved.</summary>
    public Guid PromptId { get; private set; }

    /// <summary>Name of the label.</summary>
    public string Label { get; private set; }

    /// <summary>Version it pointed at before; null when the label is new.</summary>
    public int? FromNumber { get; private set; }

    /// <summary>Version it points at since.</summary>
    public int ToNumber { get; private set; }

    /// <summary>Who moved it.</summary>
    public string MovedBy { get; private set; }

    /// <summary>Why, in their words.</summary>
    public string Reason { get; private set; }

    /// <summary>UTC of the move.</summary>
    public DateTimeOffset MovedAt { get; private set; }
}
