using Votive.Backend.Analyze;
using Votive.Backend.Circuits;
using Votive.Backend.Models;
using Votive.Backend.Prompts;
using Votive.ServiceDefaults;

namespace Votive.Backend;

/// <summary>How a host composes this service.</summary>
public static class BackendHosting
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddVotiveBackend(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddServiceDefaults("backend");
        builder.Services.AddValidation();
        builder.Services.AddSettings<CircuitBreakerOptions>();
        builder.Services.AddPrompts();
        builder.Services.AddModels();
        builder.Services.AddAnalyze();
        return builder;
    }

    /// <summary>Maps the service's routes.</summary>
    public static WebApplication UseVotiveBackend(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseServiceDefaults();
        app.MapAnalyze();
        return app;
    }
}
