namespace Votive.Harness.Running;

/// <summary>What a run of the harness does.</summary>
internal sealed record HarnessOptions
{
    /// <summary>Whether the counts are the full ones; else a tenth.</summary>
    public bool Full { get; init; }

    /// <summary>Every choice that is left to chance follows from it. When a process is killed depends on the machine too.</summary>
    public int Seed { get; init; } = 20261124;

    /// <summary>The one trial to run of each campaign; null for all.</summary>
    public int? OnlyTrial { get; init; }

    /// <summary>Whether the files of trials that went well stay as well.</summary>
    public bool Keep { get; init; }

    /// <summary>Where databases are made; a folder for each trial.</summary>
    public required string Folder { get; init; }

    /// <summary>Where progress is told, a line at a time.</summary>
    public required Action<string> Progress { get; init; }

    /// <summary>Trials that run at a time where they don't measure.</summary>
    public int Lanes { get; init; } = 2;
}
