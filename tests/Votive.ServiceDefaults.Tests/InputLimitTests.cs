using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Votive.Contracts;

namespace Votive.ServiceDefaults.Tests;

public sealed class InputLimitTests
{
    [Fact]
    public async Task BodyAtTheLimit_IsRead_AndOneByteMoreIs413()
    {
        await using var service = await StartAsync();

        using var fits = await service.PostAsync("/text", Json((int)ServiceDefaultsHosting.MaxRequestBodyBytes));
        using var tooLarge = await service.PostAsync("/text", Json((int)ServiceDefaultsHosting.MaxRequestBodyBytes + 1));

        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Equal(ProblemCodes.TooLarge, (await tooLarge.ReadProblemAsync()).Code);
    }

    [Fact]
    public async Task EndpointWithItsOwnLimit_KeepsToThat()
    {
        await using var service = await StartAsync();

        using var fits = await service.PostAsync("/large", Json(100_000));

        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
    }

    [Fact]
    public async Task Server_DoesNotSayWhatItIs()
    {
        await using var service = await StartAsync();

        using var response = await service.GetAsync("/nowhere");

        Assert.False(response.Headers.Contains("Server"));
    }

    private static Task<TestService> StartAsync() => TestService.StartAsync(app =>
    {
        app.MapPost("/text", (Text text) => text.Value.Length);
        app.MapPost("/large", (Text text) => text.Value.Length).WithMetadata(new RequestSizeLimitAttribute(1024 * 1024));
    });

    // As many bytes as asked for, frame included.
    private static string Json(int length) => $$"""{"value":"{{new string('x', length - 12)}}"}""";

    private sealed record Text(string Value);
}
