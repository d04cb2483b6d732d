using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Votive.Contracts;
using Votive.ServiceDefaults.Credentials;

namespace Votive.ServiceDefaults;

/// <summary>The credential by which Votive's services know each other (<c>SERVICE_API_KEY</c>).</summary>
public static class ServiceCredential
{
    /// <summary>The authentication scheme that a refusal names in <c>WWW-Authenticate</c>.</summary>
    public const string Scheme = "Votive-Service-Key";

    private static readonly SearchValues<char> SubjectCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Refuses (401) every request to the endpoint or group that does not carry a valid <c>X-Votive-Service-Key</c>, before its body is read.</summary>
    public static TBuilder RequireServiceCredential<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        // Not an endpoint filter: those run after parameters are bound, and a stranger's body is not to be parsed.
        builder.Add(endpoint =>
        {
            var next = endpoint.RequestDelegate
                ?? throw new InvalidOperationException("The endpoint has no request delegate to protect.");
            endpoint.RequestDelegate = context => context.HasServiceCredential() ? next(context) : Refuse(context);
        });
        return builder;
    }

    /// <summary>Whether the request carries a valid service credential; compared in fixed time.</summary>
    public static bool HasServiceCredential(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.RequestServices.GetRequiredService<ServiceKeys>().Accepts(context.Request.Headers[WireHeaders.ServiceKey]);
    }

    /// <summary>
    /// Whom the calling service acts for (<c>X-Votive-Subject</c>): 8 to 64 letters, digits, <c>-</c> and <c>_</c>;
    /// null without a valid service credential, without the header, and for any other value.
    /// </summary>
    public static string? Subject(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Request.Headers[WireHeaders.Subject] is [{ Length: >= 8 and <= 64 } subject]
            && !subject.AsSpan().ContainsAnyExcept(SubjectCharacters)
            && context.HasServiceCredential()
                ? subject
                : null;
    }

    /// <summary>
    /// Sends this service's credential with every request of the client, straight to the service that is named: no redirect is followed, no
    /// proxy used and no cookie kept. The start fails outside development when no key is set.
    /// </summary>
    public static IHttpClientBuilder AddServiceCredential(this IHttpClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Services.RequireServiceKey();
        client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        });
        return client.AddHttpMessageHandler(services => new ServiceKeyHandler(services.GetRequiredService<ServiceKeys>()));
    }

    /// <summary>Makes the start fail outside development when <c>SERVICE_API_KEY</c> is not set: for services that only answer to it.</summary>
    public static IServiceCollection RequireServiceKey(this IServiceCollection services) =>
        services.Configure<ServiceCredentialOptions>(options => options.Required = true);

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = Scheme;
        return Task.CompletedTask;
    }
}
