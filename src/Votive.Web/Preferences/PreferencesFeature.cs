using Microsoft.AspNetCore.Http.HttpResults;

using Votive.Web.Shared;

namespace Votive.Web.Preferences;

/// <summary>Language and theme: chosen by a form, kept in a cookie, back to the same place.</summary>
internal static class PreferencesFeature
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    public static void MapPreferences(this IEndpointRouteBuilder routes)
    {
        // Without a token: nothing but the looks of a page depends on it, and a token would need a cookie on the first page.
        var preferences = routes.MapGroup("/preferences").AddEndpointFilter(OwnPages.RequireAsync).DisableAntiforgery();
        SetLanguage.Map(preferences);
        SetTheme.Map(preferences);
    }

    /// <summary>Keeps a preference for a year.</summary>
    public static void Keep(HttpContext context, string name, string value) =>
        context.Response.Cookies.Append(name, value, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            MaxAge = Lifetime,
        });

    /// <summary>Back to the page that the form was on, or home when that is not one of ours.</summary>
    public static RedirectHttpResult BackTo(string? place) =>
        TypedResults.LocalRedirect(place is not null && RedirectHttpResult.IsLocalUrl(place) ? place : "/");
}
