using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Net.Http.Headers;

namespace Votive.Web.Shared;

/// <summary>Who may keep a copy of a page, and who may list it.</summary>
internal static class PageHeaders
{
    // What stands there is about one person.
    private static readonly PathString[] Private = ["/assessment", "/insights"];

    /// <summary>
    /// Private pages are kept by nobody and listed by no search engine. The others depend on language and theme, so whoever keeps
    /// a copy asks before showing it.
    /// </summary>
    public static void UsePageHeaders(this IApplicationBuilder app) =>
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                Apply(context);
                return Task.CompletedTask;
            });
            return next(context);
        });

    /// <summary>
    /// Fonts may be kept for a year, as files with a fingerprint are: a changed font gets a new name, because the style sheet that
    /// names it can't know a fingerprint.
    /// </summary>
    public static TBuilder KeepFonts<TBuilder>(this TBuilder assets)
        where TBuilder : IEndpointConventionBuilder
    {
        assets.Finally(endpoint =>
        {
            if (endpoint.Metadata.OfType<StaticAssetDescriptor>().FirstOrDefault() is { } file
                && endpoint.RequestDelegate is { } next
                && file.Route.StartsWith("fonts/", StringComparison.Ordinal))
            {
                endpoint.RequestDelegate = context =>
                {
                    context.Response.OnStarting(() =>
                    {
                        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                        return Task.CompletedTask;
                    });
                    return next(context);
                };
            }
        });
        return assets;
    }

    private static void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (Private.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)))
        {
            headers.CacheControl = "no-store";
            headers["X-Robots-Tag"] = "noindex";
        }
        else if (context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true)
        {
            headers.Append(HeaderNames.Vary, "Accept-Language, Cookie");
            if (headers.CacheControl.Count == 0)
            {
                headers.CacheControl = "private, no-cache";
            }
        }
    }
}
