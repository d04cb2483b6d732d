using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Votive.ServiceDefaults;

/// <summary>The credential by which Votive's services know each other (<c>SERVICE_API_KEY</c>).</summary>
public static class ServiceCredential
{
    /// <summary>Refuses (401) every request to the group that does not carry a valid <c>X-Votive-Service-Key</c>.</summary>
    public static RouteGroupBuilder RequireServiceCredential(this RouteGroupBuilder group) => throw new NotImplementedException();

    /// <summary>Whether the request carries a valid service credential; compared in fixed time.</summary>
    public static bool HasServiceCredential(this HttpContext context) => throw new NotImplementedException();
}
