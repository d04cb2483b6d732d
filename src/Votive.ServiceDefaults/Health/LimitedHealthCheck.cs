using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Votive.ServiceDefaults.Health;

/// <summary>Gives a check a time limit, also when it does not heed its token.</summary>
internal sealed class LimitedHealthCheck(IHealthCheck check, TimeProvider clock) : IHealthCheck
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private static readonly Dictionary<string, object> NoAnswer =
        new(StringComparer.Ordinal) { [HealthEntry.Detail] = "No answer within two seconds." };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var overdue = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(overdue.Token, cancellationToken);
        try
        {
            return await check.CheckHealthAsync(context, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (overdue.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, data: NoAnswer);
        }
    }
}
