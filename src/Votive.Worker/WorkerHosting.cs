using Votive.ServiceDefaults;

namespace Votive.Worker;

/// <summary>How a host composes this service.</summary>
public static class WorkerHosting
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddVotiveWorker(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddServiceDefaults("worker");
        return builder;
    }

    /// <summary>Maps the service's routes.</summary>
    public static WebApplication UseVotiveWorker(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseServiceDefaults();
        return app;
    }
}
