namespace Votive.Storage.Copying;

/// <summary>A copy was not made. The text says why, without the target's password and without what people wrote.</summary>
public sealed class CopyRefusedException : Exception
{
    internal CopyRefusedException(CopyRefusal refusal, string message, IReadOnlyList<string>? rows = null, Exception? cause = null)
        : base(message, cause)
    {
        Refusal = refusal;
        Rows = rows ?? [];
    }

    /// <summary>Why.</summary>
    public CopyRefusal Refusal { get; }

    /// <summary>The first rows that the refusal is about, one sentence each, by table and key; empty where it is about no rows.</summary>
    public IReadOnlyList<string> Rows { get; }
}

/// <summary>Why a copy was not made. Unless the word says otherwise, the target holds what it held before.</summary>
public enum CopyRefusal
{
    /// <summary>The source is not a SQLite file, is not there, or has not this program's schema.</summary>
    SourceUnfit,

    /// <summary>Another program has the source open.</summary>
    SourceInUse,

    /// <summary>The target's URL, user, rights or schema won't do.</summary>
    TargetUnfit,

    /// <summary>The target does not answer, went away, or another program has it locked.</summary>
    TargetUnavailable,

    /// <summary>The target holds rows already.</summary>
    TargetNotEmpty,

    /// <summary>The target can't hold some rows as they are.</summary>
    RowsUnfit,

    /// <summary>What the target gave back is not what was written; it was not kept.</summary>
    Different,

    /// <summary>The copy was kept, but what the target gave back afterwards is not what the source holds.</summary>
    DifferentAfterCommit,

    /// <summary>The copy was kept, and was the same before the commit, but the comparison after it was not finished.</summary>
    CommittedOnly,
}
