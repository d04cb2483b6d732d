using Microsoft.Extensions.Options;

namespace Votive.Storage.Tests;

/// <summary>Asserts that a database is refused, and why.</summary>
internal static class Refused
{
    public static async Task WithAsync(string cause, Func<Task> start)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(start);
        Assert.StartsWith(cause, Assert.Single(exception.Failures), StringComparison.Ordinal);
    }
}
