using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Votive.Contracts;

namespace Votive.ServiceDefaults;

/// <summary>What every Votive service does alike: problem details, health, tracing, security headers, JSON, logging, input limits.</summary>
public static class ServiceDefaultsHosting
{
    /// <summary>Registers the defaults.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="serviceName">Name in logs and traces, for instance <c>backend</c>.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddProblemDetails();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.ConfigureHttpJsonOptions(options => ContractJson.ConfigureStrict(options.SerializerOptions));
        return builder;
    }

    /// <summary>Puts the defaults into the request pipeline; call it first.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        return app;
    }
}
