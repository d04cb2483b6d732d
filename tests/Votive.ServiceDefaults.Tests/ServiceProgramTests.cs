using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Votive.ServiceDefaults.Tests;

public sealed class ServiceProgramTests : IDisposable
{
    private readonly TextWriter _console = Console.Error;
    private readonly StringWriter _errors = new();

    public ServiceProgramTests() => Console.SetError(_errors);

    [Fact]
    public async Task FaultyOptions_AreAllNamed_AndExit78()
    {
        var code = await ServiceProgram.RunAsync([], () => Build(builder => { }, ("LOG_LEVEL", "loud-value"), ("SERVICE_API_KEY", "short-value")));

        Assert.Equal(ServiceProgram.ConfigurationExitCode, code);
        Assert.Contains("2 faults", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("LOG_LEVEL", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("SERVICE_API_KEY", _errors.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("-value", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FaultFoundByAHostedService_Exits78()
    {
        var code = await ServiceProgram.RunAsync([], () => Build(builder => builder.Services.AddHostedService<FaultyCheck>()));

        Assert.Equal(ServiceProgram.ConfigurationExitCode, code);
        Assert.Contains("DATABASE_KEY does not open the database.", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FaultFoundWhileBuilding_Exits78()
    {
        var code = await ServiceProgram.RunAsync([], () => throw new ConfigurationException(["DATABASE_KEY is missing."]));

        Assert.Equal(ServiceProgram.ConfigurationExitCode, code);
        Assert.Contains("DATABASE_KEY is missing.", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SomethingNeededThatIsDown_Exits69()
    {
        var code = await ServiceProgram.RunAsync([], () => throw new UnavailableException("The database does not answer.", retryAfter: null));

        Assert.Equal(69, code);
        Assert.Contains("Cannot start: The database does not answer.", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyOtherFault_Flies() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => ServiceProgram.RunAsync([], () => throw new InvalidOperationException("A bug.")));

    [Fact]
    public async Task ServiceToldToStop_Exits0()
    {
        var code = await ServiceProgram.RunAsync([], () =>
        {
            var app = Build(builder => { });
            app.Lifetime.ApplicationStarted.Register(app.Lifetime.StopApplication);
            return app;
        });

        Assert.Equal(0, code);
    }

    [Fact]
    public async Task HealthCheckOfALivingService_Exits0()
    {
        await using var service = await TestService.StartAsync();

        var code = await ServiceProgram.RunAsync(
            ["--healthcheck", "--urls", $"http://+:{service.Address.Port}"], () => throw new InvalidOperationException("Nothing is to be built."));

        Assert.Equal(0, code);
    }

    [Fact]
    public async Task HealthCheckWithNobodyThere_Exits1()
    {
        Uri address;
        await using (var service = await TestService.StartAsync())
        {
            address = service.Address;
        }

        var code = await ServiceProgram.RunAsync(["--healthcheck", "--urls", address.ToString()], () => throw new InvalidOperationException("Nothing is to be built."));

        Assert.Equal(1, code);
    }

    [Theory]
    [InlineData("https://+:3443;http://*:3002", null, 3002)]
    [InlineData("http://localhost:3001/", "8080", 3001)]
    [InlineData(null, "8080;8081", 8080)]
    [InlineData(null, null, 5000)]
    public void Port_IsTheFirstPlainOneThatTheServiceListensOn(string? urls, string? ports, int expected)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("URLS", urls), new("HTTP_PORTS", ports)])
            .Build();

        Assert.Equal(expected, HealthProbe.FindPort(configuration));
    }

    public void Dispose()
    {
        Console.SetError(_console);
        _errors.Dispose();
    }

    private static WebApplication Build(Action<WebApplicationBuilder> add, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseUrls($"http://{IPAddress.Loopback}:0");
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        builder.AddServiceDefaults("test");
        builder.Logging.ClearProviders();
        add(builder);
        var app = builder.Build();
        app.UseServiceDefaults();
        return app;
    }

    private sealed class FaultyCheck : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new ConfigurationException(["DATABASE_KEY does not open the database."]);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
