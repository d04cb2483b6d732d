using Votive.ServiceDefaults;
using Votive.Storage;
using Votive.Worker.DraftCleanup;
using Votive.Worker.Health;
using Votive.Worker.KeyRewrap;
using Votive.Worker.Scheduling;

namespace Votive.Worker;

/// <summary>How a host composes this service.</summary>
public static class WorkerHosting
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddVotiveWorker(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddServiceDefaults("worker");
        builder.Services.AddVotiveStorage();
        builder.Services.AddHostedService<DatabaseStartup>();
        builder.Services.AddScheduling();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database");

        // One line for each job.
        builder.Services.AddJob<DraftCleanupJob>(DraftCleanupJob.Name, DraftCleanupJob.DefaultSchedule);
        builder.Services.AddJob<KeyRewrapJob>(KeyRewrapJob.Name, KeyRewrapJob.DefaultSchedule);
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
