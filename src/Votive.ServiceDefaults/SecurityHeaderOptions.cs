namespace Votive.ServiceDefaults;

/// <summary>The security headers of a service. The defaults suit an API, whose answers are never shown as a page.</summary>
public sealed class SecurityHeaderOptions
{
    /// <summary><c>Content-Security-Policy</c>, unless the endpoint has set its own (for instance with a nonce). Default: nothing may load, frame or be submitted.</summary>
    public string ContentSecurityPolicy { get; set; } =
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary><c>Permissions-Policy</c>. Default: every powerful feature of a browser is off.</summary>
    public string PermissionsPolicy { get; set; } =
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), "
        + "magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), "
        + "screen-wake-lock=(), usb=(), xr-spatial-tracking=()";

    /// <summary>How long a browser keeps to HTTPS after an answer over HTTPS. Default two years.</summary>
    public TimeSpan StrictTransportMaxAge { get; set; } = TimeSpan.FromDays(730);
}
