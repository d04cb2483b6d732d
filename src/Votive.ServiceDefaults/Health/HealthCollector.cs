using Microsoft.Extensions.Diagnostics.HealthChecks;
using HealthReport = Votive.Contracts.Health.HealthReport;

namespace Votive.ServiceDefaults.Health;

/// <summary>Asks every check, at most once in five seconds however many ask.</summary>
internal sealed class HealthCollector(HealthCheckService checks, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private HealthReport? _latest;
    private long _takenAt;

    public async Task<HealthReport> CollectAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_latest is null || clock.GetElapsedTime(_takenAt) >= Duration)
            {
                var report = await checks.CheckHealthAsync(cancellationToken);
                _takenAt = clock.GetTimestamp();
                _latest = new HealthReport
                {
                    Status = HealthEntry.StateOf(report.Status),
                    Timestamp = clock.GetUtcNow(),
                    Checks = report.Entries.ToDictionary(entry => entry.Key, entry => HealthEntry.From(entry.Value), StringComparer.Ordinal),
                };
            }

            return _latest;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
