namespace Votive.Worker.Scheduling;

/// <summary>Work that is done on a schedule. A run may be cut off at any moment and come again, so it must not mind being repeated.</summary>
internal abstract class Job
{
    /// <summary>Does the work once.</summary>
    /// <param name="cancellationToken">The worker has to stop and can't wait longer, or has lost the run to another worker.</param>
    /// <returns>What it counted, for the log line and the history; never anything that people wrote.</returns>
    public abstract Task<IReadOnlyDictionary<string, long>> RunAsync(CancellationToken cancellationToken);
}
