using Votive.Harness.Running;

namespace Votive.Harness.Services;

/// <summary>Several people who write at once, and those who wrote before them.</summary>
internal sealed class ClientGroup(Random random, int size)
{
    private readonly List<DraftClient> _all = [];
    private List<DraftClient> _present = [];

    /// <summary>Operations that were acknowledged, in all.</summary>
    public long Acknowledged => _all.Sum(client => client.Acknowledged);

    /// <summary>Lets new people begin; half of those at work stay.</summary>
    public void Renew()
    {
        var staying = _present.Take(size / 2).ToList();
        var fresh = Enumerable.Range(0, size - staying.Count).Select(_ => new DraftClient($"visitor-{random.Next():x8}-{_all.Count}", random.Next())).ToList();
        _present = [.. fresh, .. staying];
        _all.AddRange(fresh);
    }

    /// <summary>What was acknowledged to each up to now.</summary>
    public IReadOnlyDictionary<string, long> AcknowledgedBySubject() => _all.ToDictionary(client => client.Subject, client => client.Acknowledged, StringComparer.Ordinal);

    /// <summary>Writes until the service is gone or the token says so.</summary>
    /// <param name="http">A client of the service.</param>
    /// <param name="onAnswer">Called for each answer.</param>
    /// <param name="cancellationToken">Stops all.</param>
    /// <param name="interval">Time between the beginnings of two writes of one person; null for none.</param>
    public Task WriteAsync(
        HttpClient http, Action<HttpResponseMessage> onAnswer, CancellationToken cancellationToken, TimeSpan? interval = null) => Task.WhenAll(_present.Select(async client =>
    {
        using var pace = interval is null ? null : new PeriodicTimer(interval.Value);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                // A write that was sent is waited for, so that it is known whether it was acknowledged.
                using var response = await client.WriteNextAsync(http, CancellationToken.None);
                onAnswer(response);
                if (pace is not null)
                {
                    await pace.WaitForNextTickAsync(cancellationToken);
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The service was killed: what was under way has no answer.
        }
    }));

    /// <summary>Holds what is there against what was written.</summary>
    /// <param name="trial">Gets what is found.</param>
    /// <param name="http">A client of the service.</param>
    /// <param name="all">Whether of all who ever wrote, or only of those at work.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task CheckAsync(Trial trial, HttpClient http, bool all, CancellationToken cancellationToken)
    {
        foreach (var client in all ? _all : _present)
        {
            var check = await client.CheckAsync(http, cancellationToken);
            if (check.Lost > 0)
            {
                trial.LostRows(check.Lost, $"{check.Lost} acknowledged writes of {client.Subject} are gone");
            }

            if (check.Fault is not null)
            {
                trial.IntegrityFault(check.Fault);
            }
        }
    }
}
