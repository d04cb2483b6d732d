using Votive.Storage.Maintenance;

namespace Votive.Storage.Tests.Maintenance;

/// <summary>Hears of each step while it is being done: the operation waits for the listener.</summary>
internal sealed class Listener(Action<MaintenanceProgress> hear) : IProgress<MaintenanceProgress>
{
    public void Report(MaintenanceProgress value) => hear(value);
}
