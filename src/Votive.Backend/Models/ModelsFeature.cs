using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Votive.Backend.Circuits;
using Votive.ServiceDefaults;

namespace Votive.Backend.Models;

/// <summary>The model that gives the second reading.</summary>
internal static class ModelsFeature
{
    /// <summary>Name of the upstream in health, metrics and logs, and key of its circuit.</summary>
    public const string CircuitName = "anthropic";

    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddSettings<ModelOptions>();
        services.AddSingleton<IValidateOptions<ModelOptions>, ModelOptionsValidator>();
        services.AddHttpClient(ModelClient.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .AddHttpMessageHandler(provider => new ModelStatusHandler(provider.GetRequiredService<TimeProvider>()))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // The key and the answers go to the address that was configured, and nowhere else.
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            });
        services.AddKeyedSingleton(CircuitName, (provider, _) => CreateCircuit(provider));
        services.AddSingleton<ModelClient>();
        services.AddHealthChecks().AddCheck<ModelHealthCheck>(CircuitName);
        return services;
    }

    private static Circuit CreateCircuit(IServiceProvider services) => new(
        CircuitName,
        services.GetRequiredService<IOptions<ModelOptions>>().Value.Timeout,
        exception => exception is ModelException { IsUpstreamFailure: true },
        services.GetRequiredService<IOptions<CircuitBreakerOptions>>().Value,
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<IMeterFactory>(),
        services.GetRequiredService<ILogger<Circuit>>());
}
