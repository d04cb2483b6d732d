using System.Security.Cryptography;

namespace Votive.Web.Questionnaire;

/// <summary>
/// What the person agreed to at the start, and a name for this run of the questionnaire by which the copy on their device is told from
/// an earlier one. That a draft exists says that its keeping was agreed to; whether a model may read the answers is said here.
/// </summary>
/// <param name="AllowsModel">Whether the answers may go to a model provider.</param>
/// <param name="Run">Random, new with every start.</param>
internal sealed record ConsentCookie(bool AllowsModel, string Run)
{
    /// <summary>Which wording was agreed to; rises when the texts change in meaning.</summary>
    private const string TextVersion = "1";

    private const string Name = "votive-consent";

    /// <summary>A draft is deleted 90 days after it was last touched; nothing is gained by remembering longer than a year.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>Consent for a new run.</summary>
    public static ConsentCookie ForNewRun(bool allowsModel) => new(allowsModel, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

    /// <summary>What the request says; no consent where it says nothing, or agreed to another wording.</summary>
    public static ConsentCookie Read(HttpContext context) =>
        context.Request.Cookies[Name]?.Split('.') is [TextVersion, var model, { Length: 16 } run] && run.All(char.IsAsciiHexDigit)
            ? new(model == "1", run)
            : new(AllowsModel: false, Run: "");

    /// <summary>Sends it to the browser.</summary>
    public void Write(HttpContext context) => context.Response.Cookies.Append(Name, $"{TextVersion}.{(AllowsModel ? 1 : 0)}.{Run}", new CookieOptions
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = Lifetime,
        Path = "/assessment",
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    });
}
