using Votive.Harness.Databases;
using Votive.Harness.Running;

namespace Votive.Harness.Services;

/// <summary>A database that the prompt service made and people wrote to, closed in good order.</summary>
internal sealed class ServiceDatabase(DatabaseFiles files, IReadOnlyList<DraftClient> people)
{
    private const int Operations = 6;

    public DatabaseFiles Files => files;

    /// <summary>Who wrote.</summary>
    public IReadOnlyList<DraftClient> People => people;

    /// <summary>Makes one in a folder.</summary>
    /// <exception cref="InvalidOperationException">The service does not start.</exception>
    public static async Task<ServiceDatabase> MakeAsync(string folder, Random random, int people, CancellationToken cancellationToken)
    {
        var files = DatabaseFiles.In(Directory.CreateDirectory(folder).FullName, random, "votive.db");
        var clients = Enumerable.Range(0, people).Select(number => new DraftClient($"visitor-{number:D4}", random.Next())).ToList();
        await using var service = PromptServiceProcess.Start(ServiceSettings.For(files));
        var address = await service.WaitUntilReadyAsync(cancellationToken)
            ?? throw new InvalidOperationException($"The service does not start: {await service.WaitForExitAsync(cancellationToken)}");
        using var http = DraftClient.Connect(address);
        foreach (var client in clients)
        {
            for (var i = 0; i < Operations; i++)
            {
                using var response = await client.WriteNextAsync(http, cancellationToken);
                response.EnsureSuccessStatusCode();
            }
        }

        await service.TerminateAsync(cancellationToken);
        return new ServiceDatabase(files, clients);
    }

    /// <summary>Holds what a service has against what was written.</summary>
    public async Task CheckAsync(Trial trial, HttpClient http, CancellationToken cancellationToken)
    {
        foreach (var client in people)
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
