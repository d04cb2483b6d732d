namespace Votive.Storage.Maintenance;

/// <summary>Work on the whole database could not be done, and everything is as it was before. The message is for the person who asked for it.</summary>
public sealed class MaintenanceException : Exception
{
    /// <summary>With the fault and what to do, in plain sentences that name file or variable.</summary>
    public MaintenanceException(MaintenanceFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>The kind.</summary>
    public MaintenanceFault Fault { get; }
}
