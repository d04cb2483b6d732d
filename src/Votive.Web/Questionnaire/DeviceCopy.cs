namespace Votive.Web.Questionnaire;

/// <summary>The copy of the answers that the questionnaire's module keeps in the browser.</summary>
internal static class DeviceCopy
{
    /// <summary>
    /// Has the browser forget it, where the connection is a secure one. The page that follows has a module that does the same without
    /// asking that much.
    /// </summary>
    public static void Delete(HttpContext context) => context.Response.Headers["Clear-Site-Data"] = "\"storage\"";
}
