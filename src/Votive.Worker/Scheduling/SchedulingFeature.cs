using Microsoft.Extensions.Options;
using Votive.ServiceDefaults;

namespace Votive.Worker.Scheduling;

/// <summary>Runs jobs on their schedules, each slot once over any number of workers.</summary>
internal static class SchedulingFeature
{
    public static IServiceCollection AddScheduling(this IServiceCollection services)
    {
        services.AddSingleton<SchemaGate>();
        services.AddSingleton<JobClaims>();
        services.AddSingleton<IValidateOptions<JobOptions>, JobOptionsValidator>();

        // The exact line that operators know.
        services.Configure<JsonLineOptions>(lines => lines.EventMembers[JobLog.CompletedEvent] = ["level", "msg", "traceId", "spanId", "duration", "result"]);
        return services;
    }

    /// <summary>Registers a job, which <c>JOB_NAME_ENABLED</c> switches off and <c>JOB_NAME_SCHEDULE</c> reschedules.</summary>
    /// <param name="services">The service's registrations.</param>
    /// <param name="name">Name in lower case with hyphens.</param>
    /// <param name="schedule">Five-field cron expression in UTC, for where the configuration has none.</param>
    public static void AddJob<TJob>(this IServiceCollection services, string name, string schedule)
        where TJob : Job
    {
        services.AddOptions<JobOptions>(name)
            .Configure<IConfiguration>((options, configuration) =>
            {
                options.Enabled = configuration[JobOptions.EnabledVariable(name)] ?? options.Enabled;
                options.Schedule = configuration[JobOptions.ScheduleVariable(name)] ?? schedule;
            })
            .ValidateOnStart();
        services.AddSingleton<TJob>();
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<JobScheduler>(provider, name, provider.GetRequiredService<TJob>()));
    }
}
