using Votive.ServiceDefaults;

namespace Votive.PromptService;

/// <summary>How a host composes this service.</summary>
public static class PromptServiceHosting
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddVotivePromptService(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddServiceDefaults("prompt-service");
        return builder;
    }

    /// <summary>Maps the service's routes.</summary>
    public static WebApplication UseVotivePromptService(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseServiceDefaults();
        return app;
    }
}
