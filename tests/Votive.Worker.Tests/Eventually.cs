namespace Votive.Worker.Tests;

/// <summary>Waits for what a background service does in its own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        using var overdue = new CancellationTokenSource(Limit, TimeProvider.System);
        while (!await condition())
        {
            Assert.False(overdue.IsCancellationRequested, "It did not come about.");
            await Task.Delay(Interval, TimeProvider.System, CancellationToken.None);
        }
    }

    public static Task HoldsAsync(Func<bool> condition) => HoldsAsync(() => Task.FromResult(condition()));
}
