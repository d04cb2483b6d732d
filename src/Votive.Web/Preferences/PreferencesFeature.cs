using Microsoft.AspNetCore.Http.HttpResults;

namespace Votive.Web.Preferences;

/// <summary>Language and theme: chosen by a form, kept in a cookie, back to the same place.</summary>
internal static class PreferencesFeature
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    public static void MapPreferences(this IEndpointRouteBuilder routes)
    {
        // Somebody else's page could at most change how ours looks: a token, and the cookie it needs, would cost more than that.
        var preferences = routes.MapGroup("/preferences").DisableAntiforgery();
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
