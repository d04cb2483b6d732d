namespace Votive.Harness.Running;

/// <summary>
/// One independent part of a campaign, with chance and folder of its own; one or many rounds over the same files. The folder stays
/// when something was found.
/// </summary>
internal sealed class Trial : IDisposable
{
    private readonly CampaignRun _run;
    private int _findings;

    public Trial(CampaignRun run, int number)
    {
        _run = run;
        Number = number;
        Random = new Random(unchecked((run.Options.Seed * 486187739) + (number * 16777619) + run.Campaign.Length));
        Folder = Directory.CreateDirectory(Path.Combine(run.Options.Folder, $"{run.Campaign}-{number}")).FullName;
    }

    public int Number { get; }

    public string Folder { get; }

    public Random Random { get; }

    /// <summary>Whether something was found.</summary>
    public bool HasFindings => _findings > 0;

    /// <summary>Counts one fault brought about, and what had to be there after it.</summary>
    public void CountRound(long acknowledged)
    {
        _run.CountAcknowledged(acknowledged);
        _run.CountRound();
    }

    public void IntegrityFault(string text) => Report(Votive.Harness.Running.Finding.IntegrityFault, 1, text);

    public void LostRows(long count, string text) => Report(Votive.Harness.Running.Finding.LostRows, count, text);

    public void Finding(string text) => Report(Votive.Harness.Running.Finding.Other, 1, text);

    public void Dispose()
    {
        if (!HasFindings && !_run.Options.Keep)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private void Report(Finding kind, long count, string text)
    {
        Interlocked.Increment(ref _findings);
        _run.Report(kind, count, $"trial {Number}: {text} (--only {_run.Campaign} --seed {_run.Options.Seed} --trial {Number}; files: {Folder})");
    }
}
