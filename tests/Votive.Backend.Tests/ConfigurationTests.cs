using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Votive.Backend.Tests;

/// <summary>A configuration that can't work stops the start, and says which variable is at fault without its value.</summary>
public sealed class ConfigurationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PROMPT_SERVICE_URL", "")]
    [InlineData("PROMPT_SERVICE_URL", "prompt-service:3002")]
    [InlineData("PROMPT_SERVICE_URL", "ftp://secretive/")]
    [InlineData("PROMPT_SERVICE_URL", "http://user:secretive@prompts/")]
    [InlineData("CACHE_TTL_MS", "secretive")]
    [InlineData("CACHE_TTL_MS", "0")]
    [InlineData("CACHE_TTL_MS", "99999999999")]
    [InlineData("STALE_TTL_MS", "1000")]
    [InlineData("MAX_CONCURRENT_REFRESHES", "-3")]
    [InlineData("CIRCUIT_BREAKER_TIMEOUT", "0")]
    [InlineData("CIRCUIT_BREAKER_ERROR_THRESHOLD", "100")]
    [InlineData("CIRCUIT_BREAKER_VOLUME_THRESHOLD", "1")]
    [InlineData("CIRCUIT_BREAKER_RESET_TIMEOUT", "12.5")]
    [InlineData("ANALYSIS_PROVIDER", "secretive")]
    [InlineData("ANALYSIS_PROVIDER", "7")]
    [InlineData("ANTHROPIC_BASE_URL", "secretive")]
    [InlineData("ANTHROPIC_API_KEY", "secretive key")]
    [InlineData("MODEL_DEADLINE_MS", "1000")]
    [InlineData("ANALYSIS_FALLBACK", "secretive")]
    [InlineData("THINKING_ENABLED", "secretive")]
    public async Task FaultyVariable_IsNamedWithoutItsValue(string name, string value)
    {
        var faults = await StartAsync((name, value));

        var fault = Assert.Single(faults);
        Assert.Contains(name, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secretive", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralFaults_AreAllNamed()
    {
        var faults = await StartAsync(("CACHE_TTL_MS", "x"), ("CIRCUIT_BREAKER_TIMEOUT", "x"), ("ANALYSIS_PROVIDER", "x"));

        Assert.Equal(3, faults.Count);
    }

    [Fact]
    public async Task ClaudeWithoutAKey_IsAFault()
    {
        var fault = Assert.Single(await StartAsync(("ANALYSIS_PROVIDER", "claude")));

        Assert.Contains("ANTHROPIC_API_KEY", fault, StringComparison.Ordinal);
    }

    /// <summary>Starts the service and gives the faults that stopped it.</summary>
    private static async Task<IReadOnlyList<string>> StartAsync(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Votive.Backend", EnvironmentName = "Production" });
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        builder.Configuration
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["PROMPT_SERVICE_URL"] = "http://127.0.0.1:9/",
                ["SERVICE_API_KEY"] = TestBackend.ServiceKey,
            })
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddVotiveBackend();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        try
        {
            app.UseVotiveBackend();
            await app.StartAsync(Token);
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures];
        }
        catch (AggregateException exception)
        {
            return [.. exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures)];
        }
    }
}
