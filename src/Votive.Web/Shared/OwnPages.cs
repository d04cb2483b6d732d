using Microsoft.AspNetCore.Antiforgery;

namespace Votive.Web.Shared;

/// <summary>Only our own pages may change a person's answers.</summary>
internal static class OwnPages
{
    /// <summary>Refuses (403) what a browser says comes from elsewhere: by <c>Sec-Fetch-Site</c>, or by <c>Origin</c> where there is none.</summary>
    public static async ValueTask<object?> RequireAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var isOwn = request.Headers["Sec-Fetch-Site"].ToString() switch
        {
            "" => request.Headers.Origin.ToString() is var origin && (origin.Length == 0 || IsHost(origin, request.Host)),
            "same-origin" or "none" => true,
            _ => false,
        };
        return isOwn ? await next(context) : TypedResults.Problem("Only Votive's own pages may do this.", statusCode: StatusCodes.Status403Forbidden);
    }

    /// <summary>Refuses (400) a request without the token of one of our pages. Forms need no filter: binding them asks for it.</summary>
    public static async ValueTask<object?> RequireTokenAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var antiforgery = context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>();
        return await antiforgery.IsRequestValidAsync(context.HttpContext)
            ? await next(context)
            : TypedResults.Problem("The page's token is missing or too old; load the page again.", statusCode: StatusCodes.Status400BadRequest);
    }

    private static bool IsHost(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var address) && string.Equals(address.Authority, host.Value, StringComparison.OrdinalIgnoreCase);
}
