using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Votive.Backend;
using Votive.PromptService;
using Votive.Web;
using Votive.Worker;

namespace Votive.Host.Running;

/// <summary>
/// Every service in one process: each its own host with its own configuration and port on loopback, and nothing between them but HTTP.
/// The topology of a deployment, readable in one place.
/// </summary>
internal sealed class VotiveSystem : IAsyncDisposable
{
    /// <summary>Longest time that stopping may take before what is left is dropped.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly List<WebApplication> _hosts = [];
    private readonly VotiveSystemOptions _options;

    private VotiveSystem(VotiveSystemOptions options) => _options = options;

    /// <summary>Where people go.</summary>
    public Uri Web { get; private set; } = null!;

    /// <summary>Where the analysis API is.</summary>
    public Uri Backend { get; private set; } = null!;

    /// <summary>Where prompts and drafts are.</summary>
    public Uri PromptService { get; private set; } = null!;

    /// <summary>Where the worker answers health questions.</summary>
    public Uri Worker { get; private set; } = null!;

    /// <summary>The hosts in the order of starting, for tests that stop one of them.</summary>
    internal IReadOnlyList<WebApplication> Hosts => _hosts;

    /// <summary>Starts all services and returns when each of them answers.</summary>
    /// <exception cref="PortInUseException">A port is taken.</exception>
    /// <exception cref="ServiceDefaults.ConfigurationException">The configuration can't work.</exception>
    /// <exception cref="Storage.Maintenance.MaintenanceException">A change of the database's key was interrupted, and can't be finished; or a key is lost.</exception>
    public static async Task<VotiveSystem> StartAsync(VotiveSystemOptions options, CancellationToken cancellationToken)
    {
        var system = new VotiveSystem(options);
        try
        {
            var secrets = new Dictionary<string, string?>
            {
                ["DATA_DIR"] = options.DataDirectory.Path,
                ["DATABASE_URL"] = options.DataDirectory.DatabaseFile,
            };
            await KeyRecovery.RunAsync(options.DataDirectory, options.Settings);
            foreach (var (name, value) in await FirstSecrets.ReadOrCreateAsync(options.DataDirectory, options.Settings, cancellationToken))
            {
                secrets[name] = value;
            }

            // The prompt service owns the schema, so it starts first; the rest needs only its address.
            system.PromptService = await system.StartServiceAsync(
                "Votive.PromptService", 2, b => b.AddVotivePromptService(), a => a.UseVotivePromptService(), secrets, [], cancellationToken);
            system.Backend = await system.StartServiceAsync(
                "Votive.Backend", 1, b => b.AddVotiveBackend(), a => a.UseVotiveBackend(), secrets,
                [("PROMPT_SERVICE_URL", system.PromptService)], cancellationToken);
            system.Web = await system.StartServiceAsync(
                "Votive.Web", 0, b => b.AddVotiveWeb(), a => a.UseVotiveWeb(), secrets,
                [("PROMPT_SERVICE_URL", system.PromptService), ("BACKEND_URL", system.Backend)], cancellationToken);
            system.Worker = await system.StartServiceAsync(
                "Votive.Worker", 3, b => b.AddVotiveWorker(), a => a.UseVotiveWorker(), secrets, [], cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the web alone, to lay out a finished report; it calls no other service, and none is there.</summary>
    public static async Task<VotiveSystem> StartWebOnlyAsync(VotiveSystemOptions options, CancellationToken cancellationToken)
    {
        var system = new VotiveSystem(options);
        try
        {
            var nobody = new Uri("http://127.0.0.1:9/");
            system.Web = await system.StartServiceAsync(
                "Votive.Web", 0, b => b.AddVotiveWeb(), a => a.UseVotiveWeb(), new Dictionary<string, string?>(),
                [("PROMPT_SERVICE_URL", nobody), ("BACKEND_URL", nobody)], cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops all services, the ones that people see first, and lets running work finish.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit, TimeProvider.System);
        foreach (var host in Enumerable.Reverse(_hosts))
        {
            try
            {
                await host.StopAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                // The limit is reached: what is left of this host is dropped.
            }
            finally
            {
                await host.DisposeAsync();
            }
        }

        _hosts.Clear();
    }

    /// <summary>Waits until a service stops by itself, which none does unless something in it failed.</summary>
    /// <exception cref="OperationCanceledException">Before that, the wait was cancelled.</exception>
    public async Task<Exception?> WaitForFailureAsync(CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource<WebApplication>(TaskCreationOptions.RunContinuationsAsynchronously);
        var registrations = _hosts.Select(host => host.Lifetime.ApplicationStopping.Register(() => stopped.TrySetResult(host))).ToArray();
        try
        {
            var host = await stopped.Task.WaitAsync(cancellationToken);
            return ServiceDefaults.ServiceProgram.BackgroundFault(host.Services);
        }
        finally
        {
            foreach (var registration in registrations)
            {
                await registration.DisposeAsync();
            }
        }
    }

    private async Task<Uri> StartServiceAsync(
        string name,
        int offset,
        Action<WebApplicationBuilder> add,
        Action<WebApplication> use,
        IReadOnlyDictionary<string, string?> secrets,
        (string Name, Uri Value)[] addresses,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = name, // Razor components and the static-asset manifest are found by this name.
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = _options.EnvironmentName,
        });

        // Only what is named here, so that a test's system is the same on every machine. What the caller sets wins over the
        // secrets made here, and the addresses of this very system over both.
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        builder.Configuration
            .AddInMemoryCollection(secrets)
            .AddInMemoryCollection(_options.Settings)
            .AddInMemoryCollection(addresses.Select(a => KeyValuePair.Create(a.Name, (string?)a.Value.ToString())));

        var port = _options.BasePort == 0 ? 0 : _options.BasePort + offset;
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://{IPAddress.Loopback}:{port}"));
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        builder.Services.AddSingleton<IHostLifetime, HostedLifetime>();
        _options.ConfigureService?.Invoke(name, builder);
        add(builder);
        var host = builder.Build();
        _hosts.Add(host);
        use(host);
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new PortInUseException(port, e);
        }

        return new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    /// <summary>The program, not each of its hosts, listens for signals.</summary>
    private sealed class HostedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
