using Microsoft.AspNetCore.Localization;

namespace Votive.Web.Preferences;

/// <summary>The languages of the pages.</summary>
internal static class Languages
{
    /// <summary>ISO 639-1 codes; the first is spoken to those who ask for none of them.</summary>
    public static readonly IReadOnlyList<string> All = ["en", "pl"];

    /// <summary>Sets the culture of each request: by cookie, else by <c>Accept-Language</c>.</summary>
    public static void UseLanguage(this WebApplication app)
    {
        var options = new RequestLocalizationOptions { ApplyCurrentCultureToResponseHeaders = true };
        options.AddSupportedCultures([.. All]).AddSupportedUICultures([.. All]).SetDefaultCulture(All[0]);
        options.RequestCultureProviders =
        [
            new CustomRequestCultureProvider(context => Task.FromResult(
                LanguageCookie.Read(context.Request) is { } language ? new ProviderCultureResult(language) : null)),
            new AcceptLanguageHeaderRequestCultureProvider(),
        ];
        app.UseRequestLocalization(options);
    }
}
