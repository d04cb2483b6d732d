using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Votive.ServiceDefaults.Headers;

/// <summary>Puts the security headers on every answer: page, JSON, file, error.</summary>
internal sealed class SecurityHeaders
{
    private readonly RequestDelegate _next;
    private readonly SecurityHeaderOptions _options;
    private readonly string _strictTransport;

    public SecurityHeaders(RequestDelegate next, IOptions<SecurityHeaderOptions> options)
    {
        _next = next;
        _options = options.Value;
        _strictTransport = string.Create(
            CultureInfo.InvariantCulture, $"max-age={(long)_options.StrictTransportMaxAge.TotalSeconds}; includeSubDomains");
    }

    public Task InvokeAsync(HttpContext context)
    {
        // At the last moment: the exception handler clears what was set before.
        context.Response.OnStarting(() =>
        {
            Apply(context);
            return Task.CompletedTask;
        });
        return _next(context);
    }

    private void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy = _options.ContentSecurityPolicy;
        }

        headers.XContentTypeOptions = "nosniff";
        // Nothing for other sites; for our own, so that a browser without Sec-Fetch-Site still names the origin of a form.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Embedder-Policy"] = "require-corp";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = _options.PermissionsPolicy;

        // Browsers ignore it over plain HTTP, and on localhost it would bar every other program there from plain HTTP.
        if (context.Request.IsHttps && !IsLocal(context.Request.Host.Host))
        {
            headers.StrictTransportSecurity = _strictTransport;
        }
    }

    private static bool IsLocal(string host) => host is "localhost" or "127.0.0.1" or "[::1]";
}
