using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Votive.Backend.Circuits;
using Votive.ServiceDefaults;

namespace Votive.Backend.Prompts;

/// <summary>Prompts from the prompt service: client, circuit, cache.</summary>
internal static class PromptsFeature
{
    /// <summary>Name of the upstream in health, metrics and logs, and key of its circuit.</summary>
    public const string CircuitName = "prompt-service";

    public static IServiceCollection AddPrompts(this IServiceCollection services)
    {
        services.AddSettings<PromptServiceOptions>();
        services.AddSettings<PromptCacheOptions>();
        services.AddSingleton<IValidateOptions<PromptCacheOptions>, PromptCacheOptionsValidator>();
        services.AddHttpClient(PromptClient.HttpClientName, Configure)
            .RemoveAllLoggers()
            .AddServiceCredential();
        services.AddSingleton<PromptClient>();
        services.AddKeyedSingleton(CircuitName, (provider, _) => CreateCircuit(provider));
        services.AddSingleton<PromptCacheMetrics>();
        services.AddSingleton<PromptCache>();
        services.AddHostedService<PromptRefresher>();
        services.AddHealthChecks().AddCheck<PromptServiceHealthCheck>(CircuitName);
        return services;
    }

    private static void Configure(IServiceProvider services, HttpClient client)
    {
        // The last segment of a base address counts only with a slash behind it.
        var url = services.GetRequiredService<IOptions<PromptServiceOptions>>().Value.Url!.AbsoluteUri;
        client.BaseAddress = new Uri(url.EndsWith('/') ? url : url + "/");

        // The circuit's timeout counts, and reaches into the body as well.
        client.Timeout = Timeout.InfiniteTimeSpan;
    }

    private static Circuit CreateCircuit(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<CircuitBreakerOptions>>().Value;
        return new Circuit(
            CircuitName,
            options.Timeout,
            exception => exception is PromptServiceException { IsFailure: true },
            options,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<IMeterFactory>(),
            services.GetRequiredService<ILogger<Circuit>>());
    }
}
