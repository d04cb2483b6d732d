using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Votive.Web.Preferences;

/// <summary>POST /preferences/language: chooses the language of the pages.</summary>
internal static class SetLanguage
{
    public static void Map(RouteGroupBuilder preferences) => preferences.MapPost("/language", Handle).WithName(nameof(SetLanguage));

    internal static Results<RedirectHttpResult, ValidationProblem> Handle(HttpContext context, [FromForm] string language, [FromForm] string? place)
    {
        if (!Languages.All.Contains(language))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["language"] = ["Must be one of: " + string.Join(", ", Languages.All) + "."] });
        }

        PreferencesFeature.Keep(context, LanguageCookie.Name, language);
        return PreferencesFeature.BackTo(place);
    }
}
