using System.Collections.Concurrent;
using System.Diagnostics;

namespace Votive.Harness.Running;

/// <summary>One campaign under way: hands out trials and counts what they report.</summary>
internal sealed class CampaignRun(ICampaign campaign, HarnessOptions options)
{
    private readonly ConcurrentQueue<string> _findings = new();
    private readonly ConcurrentDictionary<string, bool> _remarks = new(StringComparer.Ordinal);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _rounds;
    private long _acknowledged;
    private long _integrityFaults;
    private long _lostRows;
    private long _otherFindings;
    private double _told;

    public HarnessOptions Options => options;

    public string Campaign => campaign.Name;

    /// <summary>Runs a campaign to its end.</summary>
    public static async Task<CampaignResult> OfAsync(ICampaign campaign, HarnessOptions options, CancellationToken cancellationToken)
    {
        var run = new CampaignRun(campaign, options);
        options.Progress($"{campaign.Name}: begins (seed {options.Seed})");
        await campaign.RunAsync(run, cancellationToken);
        run.Tell();
        return new CampaignResult(
            campaign.Name, run._rounds, run._acknowledged, campaign.Unit, run._integrityFaults, run._lostRows, run._otherFindings,
            run._watch.Elapsed.TotalSeconds, [.. run._findings], [.. run._remarks.Keys.Order(StringComparer.Ordinal)]);
    }

    /// <summary>A count of the full run, or a tenth of it, but never less than one.</summary>
    public int Scale(int full) => options.Full ? full : Math.Max(1, full / 10);

    /// <summary>Runs trials, some at a time. What a trial throws is a finding of its own and ends only that trial.</summary>
    public async Task TrialsAsync(int count, int lanes, Func<Trial, Task> body, CancellationToken cancellationToken)
    {
        var trials = options.OnlyTrial is { } only ? [only] : Enumerable.Range(0, count);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = lanes, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(trials, parallel, async (number, _) =>
        {
            using var trial = new Trial(this, number);
            try
            {
                await body(trial);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                trial.Finding($"{e.GetType().Name}: {e.Message}{Environment.NewLine}{e.StackTrace}");
            }
        });
    }

    /// <summary>Something to know when reading the row.</summary>
    public void Remark(string text) => _remarks[text] = true;

    internal void CountRound()
    {
        Interlocked.Increment(ref _rounds);
        const double SecondsBetweenLines = 5;
        var now = _watch.Elapsed.TotalSeconds;
        var told = Volatile.Read(ref _told);
        if (now - told > SecondsBetweenLines && Interlocked.CompareExchange(ref _told, now, told) == told)
        {
            Tell();
        }
    }

    internal void CountAcknowledged(long count) => Interlocked.Add(ref _acknowledged, count);

    internal void Report(Finding kind, long count, string text)
    {
        switch (kind)
        {
            case Finding.IntegrityFault:
                Interlocked.Add(ref _integrityFaults, count);
                break;
            case Finding.LostRows:
                Interlocked.Add(ref _lostRows, count);
                break;
            default:
                Interlocked.Add(ref _otherFindings, count);
                break;
        }

        _findings.Enqueue(text);
        options.Progress($"{campaign.Name}: {text}");
    }

    private void Tell() => options.Progress(
        $"{campaign.Name}: {_rounds} rounds, {_acknowledged} {campaign.Unit}, {_integrityFaults + _lostRows + _otherFindings} findings, {_watch.Elapsed.TotalSeconds:F0} s");
}
