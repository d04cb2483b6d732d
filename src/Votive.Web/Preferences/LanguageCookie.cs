namespace Votive.Web.Preferences;

/// <summary>The language a person chose; without it <c>Accept-Language</c> decides.</summary>
internal static class LanguageCookie
{
    /// <summary>Name of the cookie.</summary>
    public const string Name = "votive-language";

    /// <summary>The chosen language; null when none was chosen or we don't speak it.</summary>
    public static string? Read(HttpRequest request) =>
        request.Cookies[Name] is { } language && Languages.All.Contains(language) ? language : null;
}
