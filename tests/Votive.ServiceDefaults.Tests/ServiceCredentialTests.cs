using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Votive.Contracts;

namespace Votive.ServiceDefaults.Tests;

public sealed class ServiceCredentialTests
{
    [Theory]
    [InlineData(TestService.Key)]
    [InlineData(TestService.OldKey)]
    public async Task EitherKey_IsAccepted(string key)
    {
        await using var service = await StartAsync();

        using var response = await service.GetAsync("/group/inside", (WireHeaders.ServiceKey, key));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/group/inside", null)]
    [InlineData("/group/inside", "")]
    [InlineData("/group/inside", "0123456789abcdef0123456789abcdeX")]
    [InlineData("/group/inside", "0123456789abcdef0123456789abcdef, fedcba9876543210fedcba9876543210")]
    [InlineData("/single", null)]
    public async Task NoValidKey_Is401WithAChallenge(string path, string? key)
    {
        await using var service = await StartAsync();

        using var response = await (key is null ? service.GetAsync(path) : service.GetAsync(path, (WireHeaders.ServiceKey, key)));
        var problem = await response.ReadProblemAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(ProblemCodes.Unauthenticated, problem.Code);
        Assert.Equal(ServiceCredential.Scheme, response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task StrangersBody_IsNotEvenRead()
    {
        await using var service = await StartAsync();

        using var response = await service.PostAsync("/group/body", "nonsense");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task NoKeyConfigured_RefusesEverybody()
    {
        await using var service = await StartAsync(("SERVICE_API_KEY", ""));

        using var response = await service.GetAsync("/group/inside", (WireHeaders.ServiceKey, ""));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData(TestService.Key, "visitor-1", "visitor-1")]
    [InlineData(TestService.Key, "short", "none")]
    [InlineData(TestService.Key, "visitor 1", "none")]
    [InlineData(TestService.Key, "visitor-1, visitor-2", "none")]
    [InlineData(TestService.Key, "12345678901234567890123456789012345678901234567890123456789012345", "none")]
    [InlineData("wrong", "visitor-1", "none")]
    public async Task Subject_IsBelievedOfAServiceOnly_AndOnlyInItsShape(string key, string subject, string expected)
    {
        await using var service = await StartAsync();

        using var response = await service.GetAsync("/subject", (WireHeaders.ServiceKey, key), (WireHeaders.Subject, subject));

        Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ClientWithCredential_SendsTheFirstKey()
    {
        await using var service = await StartAsync();
        var client = service.Services.GetRequiredService<IHttpClientFactory>().CreateClient("peer");

        var key = await client.GetStringAsync(new Uri(service.Address, "/key"), TestContext.Current.CancellationToken);

        Assert.Equal(TestService.Key, key);
    }

    [Theory]
    [InlineData("too-short", "shorter than 32 characters")]
    [InlineData(TestService.Key + ",too-short", "shorter than 32 characters")]
    [InlineData("0123456789abcdef0123456789abcde ż", "visible ASCII")]
    [InlineData(TestService.Key + "," + TestService.OldKey + "," + TestService.Key, "at most 2")]
    public async Task FaultyKey_StopsTheStart_WithoutShowingIt(string key, string fault)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("SERVICE_API_KEY", key)));

        Assert.Contains(exception.Failures, failure => failure.Contains(fault, StringComparison.Ordinal) && failure.Contains("SERVICE_API_KEY", StringComparison.Ordinal));
        Assert.DoesNotContain(key, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServiceThatCallsOthersWithoutAKey_DoesNotStart()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => TestService.StartAsync(
            add: builder => builder.Services.AddHttpClient("peer").AddServiceCredential(), settings: ("SERVICE_API_KEY", "")));

        Assert.Contains("SERVICE_API_KEY is missing", exception.Failures.Single(), StringComparison.Ordinal);
    }

    private static Task<TestService> StartAsync(params (string Name, string Value)[] settings) => TestService.StartAsync(
        app =>
        {
            var group = app.MapGroup("/group").RequireServiceCredential();
            group.MapGet("/inside", () => "in");
            group.MapPost("/body", (Inner inner) => inner);
            app.MapGet("/single", () => "in").RequireServiceCredential();
            app.MapGet("/subject", (HttpContext context) => context.Subject() ?? "none");
            app.MapGet("/key", (HttpRequest request) => request.Headers[WireHeaders.ServiceKey].ToString());
        },
        builder =>
        {
            // With no key configured such a client would stop the start, which is a test of its own.
            if (settings.Length == 0)
            {
                builder.Services.AddHttpClient("peer").AddServiceCredential();
            }
        },
        settings: settings);
}
