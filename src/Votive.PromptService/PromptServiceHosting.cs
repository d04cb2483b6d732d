using Votive.PromptService.Health;
using Votive.PromptService.Prompts;
using Votive.PromptService.Resolve;
using Votive.PromptService.UserData;
using Votive.ServiceDefaults;
using Votive.Storage;
using Votive.Storage.Maintenance;

namespace Votive.PromptService;

/// <summary>How a host composes this service.</summary>
public static class PromptServiceHosting
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddVotivePromptService(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddServiceDefaults("prompt-service");
        builder.Services.AddValidation();
        builder.Services.RequireServiceKey();
        builder.Services.AddVotiveStorage();
        builder.Services.AddVotiveMaintenance();

        // They start one after the other, before the first request: a database, then prompts in it, then the snapshot of them.
        builder.Services.AddHostedService<DatabaseStartup>();
        builder.Services.AddPrompts();
        builder.Services.AddResolve();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database");
        return builder;
    }

    /// <summary>Maps the service's routes.</summary>
    public static WebApplication UseVotivePromptService(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseServiceDefaults();
        app.MapResolve();
        app.MapUserData();
        return app;
    }
}
