namespace Votive.Worker.Scheduling;

/// <summary>When one job runs.</summary>
internal sealed class JobOptions
{
    /// <summary><c>JOB_NAME_ENABLED</c>, <c>true</c> or <c>false</c>. Kept as written, so that a wrong word is reported with all other faults.</summary>
    public string Enabled { get; set; } = "true";

    /// <summary><c>JOB_NAME_SCHEDULE</c>, a five-field cron expression in UTC.</summary>
    public string Schedule { get; set; } = "";

    public static string EnabledVariable(string job) => $"JOB_{Upper(job)}_ENABLED";

    public static string ScheduleVariable(string job) => $"JOB_{Upper(job)}_SCHEDULE";

    private static string Upper(string job) => job.ToUpperInvariant().Replace('-', '_');
}
