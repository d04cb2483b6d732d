using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Localization;
using Microsoft.Net.Http.Headers;

namespace Votive.Web.Problems;

/// <summary>Errors as pages for people: whoever asks for HTML gets a sentence, the trace id and a way back; programs get problem+json.</summary>
internal static class ProblemPages
{
    public static void AddProblemPages(this IServiceCollection services) => services.AddSingleton<IProblemDetailsWriter, Writer>();

    private sealed class Writer(IServiceScopeFactory scopes) : IProblemDetailsWriter
    {
        public bool CanWrite(ProblemDetailsContext context) =>
            context.HttpContext.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

        public async ValueTask WriteAsync(ProblemDetailsContext context)
        {
            var http = context.HttpContext;

            // The exception handler stands outside of the middleware that sets the culture.
            if (http.Features.Get<IRequestCultureFeature>() is { RequestCulture: var culture })
            {
                CultureInfo.CurrentCulture = culture.Culture;
                CultureInfo.CurrentUICulture = culture.UICulture;
            }

            // The page that failed may have left its renderer half way: this one gets its own.
            var original = http.RequestServices;
            await using var scope = scopes.CreateAsyncScope();
            http.RequestServices = scope.ServiceProvider;
            try
            {
                http.Response.Headers[HeaderNames.CacheControl] = "no-store";

                // A page that began to render has set it, and the next one adds it again.
                http.Response.Headers.Remove("blazor-enhanced-nav");
                var page = new RazorComponentResult<ProblemPage>(new Dictionary<string, object?>
                {
                    [nameof(ProblemPage.Status)] = context.ProblemDetails.Status ?? http.Response.StatusCode,
                    [nameof(ProblemPage.TraceId)] = Activity.Current?.TraceId.ToHexString(),
                })
                {
                    StatusCode = http.Response.StatusCode,
                };
                await page.ExecuteAsync(http);
            }
            finally
            {
                http.RequestServices = original;
            }
        }
    }
}
