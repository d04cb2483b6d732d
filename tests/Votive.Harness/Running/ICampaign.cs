namespace Votive.Harness.Running;

/// <summary>One kind of fault, brought about many times, and what must hold each time.</summary>
internal interface ICampaign
{
    /// <summary>Name on the command line and in the table, for instance <c>service-kill</c>.</summary>
    string Name { get; }

    /// <summary>What the count of acknowledged things counts, in the plural.</summary>
    string Unit { get; }

    /// <summary>Brings the faults about and reports what it finds to the trials of the run.</summary>
    Task RunAsync(CampaignRun run, CancellationToken cancellationToken);
}
