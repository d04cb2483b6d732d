using Cronos;
using Microsoft.Extensions.Options;

namespace Votive.Worker.Scheduling;

/// <summary>Names the variable of every job that is set wrongly.</summary>
internal sealed class JobOptionsValidator : IValidateOptions<JobOptions>
{
    public ValidateOptionsResult Validate(string? name, JobOptions options)
    {
        ArgumentNullException.ThrowIfNull(name);
        var faults = new List<string>();
        if (!bool.TryParse(options.Enabled, out _))
        {
            faults.Add($"{JobOptions.EnabledVariable(name)} must be true or false.");
        }

        if (!CronExpression.TryParse(options.Schedule, out _))
        {
            faults.Add($"{JobOptions.ScheduleVariable(name)} is not a cron expression of five fields (minute, hour, day of month, month, day of week).");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
