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
        return builder;
    }

    /// <summary>Maps the service's routes.</summary>
    public static WebApplication UseVotiveBackend(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseServiceDefaults();
        return app;
    }
}
