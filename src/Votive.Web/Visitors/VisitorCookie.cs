using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.DataProtection;

namespace Votive.Web.Visitors;

/// <summary>Who a person without an account is: a random id in a signed cookie, made when they start and not before.</summary>
internal static partial class VisitorCookie
{
    /// <summary>Name of the cookie.</summary>
    public const string Name = "votive-visitor";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>The visitor's id (<c>v</c> and 32 hex digits); null when there is no cookie of ours.</summary>
    public static string? Read(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Items.TryGetValue(typeof(VisitorCookie), out var made))
        {
            return (string?)made;
        }

        if (context.Request.Cookies[Name] is not { Length: > 0 } cookie)
        {
            return null;
        }

        try
        {
            var id = Protector(context).Unprotect(cookie);
            return Id().IsMatch(id) ? id : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The visitor's id; where there is none it is made, and sent with this response.</summary>
    public static string GetOrCreate(HttpContext context)
    {
        if (Read(context) is { } known)
        {
            return known;
        }

        var id = $"v{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        context.Response.Cookies.Append(Name, Protector(context).Protect(id), Options(context));
        context.Items[typeof(VisitorCookie)] = id;
        return id;
    }

    /// <summary>Takes the id away from the browser, once nothing is kept under it any more.</summary>
    public static void Delete(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Cookies.Delete(Name, Options(context));
        context.Items[typeof(VisitorCookie)] = null;
    }

    private static IDataProtector Protector(HttpContext context) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("visitor");

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        MaxAge = Lifetime,
    };

    [GeneratedRegex("^v[0-9a-f]{32}$")]
    private static partial Regex Id();
}
