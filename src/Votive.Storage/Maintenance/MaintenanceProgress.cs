namespace Votive.Storage.Maintenance;

/// <summary>How far work on the whole database has come.</summary>
/// <param name="Step">What it is at, or has just done.</param>
/// <param name="Done">Of <paramref name="Total"/>, in pages or bytes; 0 where the step has no parts.</param>
/// <param name="Total">0 where the step has no parts.</param>
public readonly record struct MaintenanceProgress(MaintenanceStep Step, long Done = 0, long Total = 0);
