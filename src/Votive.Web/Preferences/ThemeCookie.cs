namespace Votive.Web.Preferences;

/// <summary>Light, dark, or what the system says: known to the server, so that the first paint is right.</summary>
internal static class ThemeCookie
{
    /// <summary>Name of the cookie.</summary>
    public const string Name = "votive-theme";

    /// <summary>The themes that can be chosen; <c>system</c> is the absence of a choice.</summary>
    public static readonly IReadOnlyList<string> Themes = ["system", "light", "dark"];

    /// <summary>The chosen theme, <c>light</c> or <c>dark</c>; null when the system decides.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[Name] is "light" or "dark" ? request.Cookies[Name] : null;
}
