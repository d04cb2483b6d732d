using Votive.Storage.Maintenance;

namespace Votive.Storage.Tests.Maintenance;

/// <summary>Asserts that an operation is refused, and why.</summary>
internal static class Fails
{
    public static async Task<string> WithAsync(MaintenanceFault fault, Func<Task> work)
    {
        var exception = await Assert.ThrowsAsync<MaintenanceException>(work);
        Assert.Equal(fault, exception.Fault);
        return exception.Message;
    }
}
