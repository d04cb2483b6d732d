using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace Votive.ServiceDefaults.Tests;

public sealed class SecurityHeaderTests
{
    /// <summary>What can be had without cookies, scripts and a place in the browsers' HSTS list (security.md § 3).</summary>
    private const int FullScore = 150;

    [Theory]
    [InlineData("/json", 200)]
    [InlineData("/page", 200)]
    [InlineData("/bug", 500)]
    [InlineData("/nowhere", 404)]
    [InlineData("/file.txt", 200)]
    [InlineData("/health", 200)]
    public async Task EveryKindOfAnswerOverHttps_ScoresInFull(string path, int status)
    {
        await using var service = await StartAsync();

        using var response = await service.GetAsync(path, ("X-Test-Scheme", "https"), ("Host", "votive.example"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(FullScore, HeaderScore.Of(response.Headers));
        Assert.Contains("camera=()", response.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http", "votive.example", false)]
    [InlineData("https", "localhost", false)]
    [InlineData("https", "votive.example", true)]
    public async Task StrictTransport_IsAskedForOverHttpsOnly_AndNotOnThisMachine(string scheme, string host, bool expected)
    {
        await using var service = await StartAsync();

        using var response = await service.GetAsync("/json", ("X-Test-Scheme", scheme), ("Host", host));

        Assert.Equal(expected, response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task ServicesOwnPolicy_TakesThePlaceOfTheDefault()
    {
        await using var service = await StartAsync("default-src 'none'; img-src 'self'");

        using var response = await service.GetAsync("/json");

        Assert.Equal(["default-src 'none'; img-src 'self'"], response.Headers.GetValues("Content-Security-Policy"));
    }

    [Fact]
    public async Task EndpointsOwnPolicy_IsKept()
    {
        await using var service = await StartAsync();

        using var response = await service.GetAsync("/own-policy");

        Assert.Equal(["default-src 'self'"], response.Headers.GetValues("Content-Security-Policy"));
    }

    private static Task<TestService> StartAsync(string? policy = null) => TestService.StartAsync(
        app =>
        {
            app.UseStaticFiles(new StaticFileOptions { FileProvider = app.Services.GetRequiredService<IFileProvider>() });
            app.MapGet("/json", () => new { Value = 1 });
            app.MapGet("/page", () => TypedResults.Content("<!doctype html><title>x</title>", "text/html"));
            app.MapGet("/bug", string () => throw new InvalidOperationException("A bug."));
            app.MapGet("/own-policy", (HttpResponse response) => response.Headers.ContentSecurityPolicy = "default-src 'self'");
        },
        builder =>
        {
            builder.Services.AddSingleton<IFileProvider>(new OneFile());
            if (policy is not null)
            {
                builder.Services.Configure<SecurityHeaderOptions>(options => options.ContentSecurityPolicy = policy);
            }
        },
        before: app => app.Use((context, next) =>
        {
            context.Request.Scheme = context.Request.Headers["X-Test-Scheme"].FirstOrDefault() ?? context.Request.Scheme;
            return next(context);
        }));

    /// <summary>A web root with one text file in it.</summary>
    private sealed class OneFile : IFileProvider
    {
        public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

        public IFileInfo GetFileInfo(string subpath) => subpath == "/file.txt" ? new TextFile() : new NotFoundFileInfo(subpath);

        public Microsoft.Extensions.Primitives.IChangeToken Watch(string filter) => NullChangeToken.Singleton;
    }

    private sealed class TextFile : IFileInfo
    {
        public bool Exists => true;

        public bool IsDirectory => false;

        public DateTimeOffset LastModified => DateTimeOffset.UnixEpoch;

        public long Length => 4;

        public string Name => "file.txt";

        public string? PhysicalPath => null;

        public Stream CreateReadStream() => new MemoryStream("text"u8.ToArray());
    }
}
