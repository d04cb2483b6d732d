using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Votive.PostgresServer;
using Votive.ServiceDefaults;

namespace Votive.PromptService.Tests;

public sealed class DatabaseStartupTests
{
    [Fact]
    public async Task ServerThatDoesNotAnswer_EndsTheStartAsUnavailable()
    {
        await using var server = new LocalPostgres();
        var url = await server.NewDatabaseUrlAsync();
        await server.StopAsync();
        var clock = new FakeTimeProvider();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration
            .AddInMemoryCollection(PromptServiceProgram.DatabaseSecrets.Select(secret => KeyValuePair.Create(secret.Key, (string?)secret.Value)))
            .AddInMemoryCollection([new("SERVICE_API_KEY", PromptServiceProgram.ServiceKey), new("LOG_LEVEL", "error"), new("DATABASE_URL", url)]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddVotivePromptService();
        builder.Services.AddSingleton<TimeProvider>(clock);
        await using var app = builder.Build();
        app.UseVotivePromptService();

        var starting = app.StartAsync(TestContext.Current.CancellationToken);
        while (!starting.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var failure = await Assert.ThrowsAsync<UnavailableException>(() => starting);
        Assert.Equal("DATABASE_URL names a database that does not answer.", failure.Message);
    }
}
