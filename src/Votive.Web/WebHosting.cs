using Votive.ServiceDefaults;

namespace Votive.Web;

/// <summary>How a host composes this service.</summary>
public static class WebHosting
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddVotiveWeb(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddServiceDefaults("web");
        return builder;
    }

    /// <summary>Maps the service's routes.</summary>
    public static WebApplication UseVotiveWeb(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseServiceDefaults();
        return app;
    }
}
