using Microsoft.AspNetCore.Builder;
using Votive.Host.Running;

namespace Votive.SystemTests;

/// <summary>All services on free ports, over a data folder that goes with the test.</summary>
internal sealed class TemporarySystem : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private TemporarySystem(VotiveSystem system, DirectoryInfo folder)
    {
        Services = system;
        _folder = folder;
    }

    public VotiveSystem Services { get; }

    public string DatabaseFile => Path.Combine(_folder.FullName, "votive.db");

    public static async Task<TemporarySystem> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<string, WebApplicationBuilder>? configureService = null)
    {
        var folder = Directory.CreateTempSubdirectory("votive-test-");
        try
        {
            var system = await VotiveSystem.StartAsync(
                new VotiveSystemOptions
                {
                    DataDirectory = DataDirectory.Open(folder.FullName),
                    Settings = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>()) { ["LOG_LEVEL"] = "error" },
                    ConfigureService = configureService,
                },
                TestContext.Current.CancellationToken);
            return new TemporarySystem(system, folder);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
