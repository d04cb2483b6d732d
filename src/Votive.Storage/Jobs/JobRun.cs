namespace Votive.Storage.Jobs;

/// <summary>One run of a job for one slot of its schedule; the row is the claim, so each slot runs once over any number of workers.</summary>
public sealed class JobRun
{
    private JobRun()
    {
    }

    /// <summary>Name of the job.</summary>
    public string Job { get; private set; } = "";

    /// <summary>UTC of the slot.</summary>
    public DateTimeOffset Slot { get; private set; }

    /// <summary>The worker that has it.</summary>
    public string Owner { get; private set; } = "";

    /// <summary>UTC; when this owner began.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>UTC; the owner renews it while it lives, and once it is past another worker may take the run over.</summary>
    public DateTimeOffset LeasedUntil { get; private set; }

    /// <summary>UTC; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>How it ended; null while it runs.</summary>
    public JobOutcome? Outcome { get; private set; }

    /// <summary>What a completed run counted, as JSON text; null otherwise.</summary>
    public string? Result { get; private set; }
}

/// <summary>How a run ended.</summary>
public enum JobOutcome
{
    /// <summary>It did its work.</summary>
    Completed,

    /// <summary>It threw.</summary>
    Failed,
}
