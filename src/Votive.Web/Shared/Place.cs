namespace Votive.Web.Shared;

/// <summary>Where a person is, for forms that lead back there.</summary>
internal static class Place
{
    /// <summary>Path and query of the request, as one of our own addresses.</summary>
    public static string Of(HttpContext context) => context.Request.PathBase + context.Request.Path + context.Request.QueryString;
}
