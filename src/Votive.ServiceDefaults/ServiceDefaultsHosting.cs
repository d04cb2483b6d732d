using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Votive.Contracts;
using Votive.ServiceDefaults.Credentials;
using Votive.ServiceDefaults.Headers;
using Votive.ServiceDefaults.Health;
using Votive.ServiceDefaults.Logging;
using Votive.ServiceDefaults.Problems;
using Votive.ServiceDefaults.Tracing;

namespace Votive.ServiceDefaults;

/// <summary>What every Votive service does alike: problem details, health, tracing, security headers, JSON, logging, input limits.</summary>
public static class ServiceDefaultsHosting
{
    /// <summary>Largest request body, in bytes. An endpoint sets another with <c>RequestSizeLimitAttribute</c> in its metadata.</summary>
    public const long MaxRequestBodyBytes = 64 * 1024;

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Registers the defaults.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="serviceName">Name in log lines, for instance <c>backend</c>.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(serviceName);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.ConfigureHttpJsonOptions(options => ContractJson.ConfigureStrict(options.SerializerOptions));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.Services.Configure<KestrelServerOptions>(ConfigureKestrel);
        builder.Services.AddSingleton(new ServiceName(serviceName));
        LoggingDefaults.AddTo(builder);
        HealthEndpoints.AddTo(builder.Services);
        AddProblems(builder.Services);
        AddCredential(builder.Services);
        AddTracing(builder.Services);
        return builder;
    }

    /// <summary>Checks all options, puts the defaults into the request pipeline and maps <c>/health</c>; call it first.</summary>
    /// <exception cref="OptionsValidationException">Options are faulty; an <see cref="AggregateException"/> of them when several are.</exception>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        // The host would only check the options after it has made its background services, whose own needs then hide the other faults.
        app.Services.GetService<IStartupValidator>()?.Validate();

        // Nobody injects it: it has to be made, and is disposed with the host.
        app.Services.GetRequiredService<SpanListener>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();

        // Named here, or the framework puts it first, where its own faults would bypass the handler above.
        app.UseRouting();
        HealthEndpoints.Map(app);
        return app;
    }

    private static void ConfigureKestrel(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = MaxRequestBodyBytes;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
    }

    private static void AddProblems(IServiceCollection services)
    {
        // Before AddProblemDetails: the first writer that can write does.
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemExceptionHandler>();

        // Off by default outside development, and then an unreadable request gets a 400 that names nothing.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    private static void AddCredential(IServiceCollection services)
    {
        services.AddOptions<ServiceCredentialOptions>().BindConfiguration("").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServiceCredentialOptions>, ServiceCredentialOptionsValidator>();
        services.AddSingleton<ServiceKeys>();
    }
    private static void AddTracing(IServiceCollection services)
    {
        TraceContextPropagator.UseForWholeProcess();
        services.AddSingleton<SpanListener>();
        services.AddSingleton<TraceContextPropagator>();
        services.AddSingleton<DistributedContextPropagator>(provider => provider.GetRequiredService<TraceContextPropagator>());
    }
}
