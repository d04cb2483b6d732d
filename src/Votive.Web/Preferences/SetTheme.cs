using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Votive.Web.Preferences;

/// <summary>POST /preferences/theme: chooses light, dark, or what the system says.</summary>
internal static class SetTheme
{
    public static void Map(RouteGroupBuilder preferences) => preferences.MapPost("/theme", Handle).WithName(nameof(SetTheme));

    internal static Results<RedirectHttpResult, ValidationProblem> Handle(HttpContext context, [FromForm] string theme, [FromForm] string? place)
    {
        if (!ThemeCookie.Themes.Contains(theme))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["theme"] = ["Must be one of: " + string.Join(", ", ThemeCookie.Themes) + "."] });
        }

        PreferencesFeature.Keep(context, ThemeCookie.Name, theme);
        return PreferencesFeature.BackTo(place);
    }
}
