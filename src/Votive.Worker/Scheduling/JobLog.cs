namespace Votive.Worker.Scheduling;

/// <summary>What is said of runs.</summary>
internal static partial class JobLog
{
    /// <summary>The event whose line has exactly the members <c>level</c>, <c>msg</c>, <c>traceId</c>, <c>spanId</c>, <c>duration</c> (ms) and <c>result</c>.</summary>
    public const string CompletedEvent = "JobCompleted";

#pragma warning disable SYSLIB1015 // Members of the line, not words of the sentence.
    [LoggerMessage(1, LogLevel.Information, "Job completed: {Job}", EventName = CompletedEvent)]
    public static partial void Completed(ILogger logger, string job, long duration, IReadOnlyDictionary<string, long> result);

    [LoggerMessage(2, LogLevel.Error, "Job failed: {Job}", EventName = "JobFailed")]
    public static partial void Failed(ILogger logger, string job, long duration, Exception exception);
#pragma warning restore SYSLIB1015

    [LoggerMessage(3, LogLevel.Warning, "Job stopped before its end: {Job}. Another run takes it up again.", EventName = "JobStopped")]
    public static partial void Stopped(ILogger logger, string job);

    [LoggerMessage(4, LogLevel.Warning, "The database does not answer; {Job} is tried again later.", EventName = "JobPostponed")]
    public static partial void Postponed(ILogger logger, string job, Exception exception);

    [LoggerMessage(5, LogLevel.Information, "Job is switched off: {Job}.", EventName = "JobDisabled")]
    public static partial void Disabled(ILogger logger, string job);
}
