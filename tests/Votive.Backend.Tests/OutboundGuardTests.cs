using Microsoft.Extensions.DependencyInjection;
using Votive.Stubs;

namespace Votive.Backend.Tests;

/// <summary>The guard itself: without it, a test that passes would not show that nothing else was called.</summary>
public sealed class OutboundGuardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UnregisteredCall_FailsTheTest()
    {
        await using var stub = await StubModelServer.StartAsync(Token);
        var guard = new OutboundGuard();
        using var client = GuardedClient(guard);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(stub.Address, Token));

        Assert.Equal([stub.Address.Authority], guard.Refused);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await guard.DisposeAsync());
        Assert.Empty(stub.Requests);
    }

    [Fact]
    public async Task RegisteredCall_Passes()
    {
        await using var stub = await StubModelServer.StartAsync(Token);
        await using var guard = new OutboundGuard().Allow(stub.Address);
        using var client = GuardedClient(guard);

        using var response = await client.GetAsync(stub.Address, Token);

        Assert.Single(stub.Requests);
    }

    private static HttpClient GuardedClient(OutboundGuard guard)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("any");
        guard.Attach(services);
        return services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient("any");
    }
}
