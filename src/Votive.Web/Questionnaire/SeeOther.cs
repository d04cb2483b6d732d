namespace Votive.Web.Questionnaire;

/// <summary>303: the form was taken; the page to look at now is elsewhere.</summary>
/// <param name="address">A path on this site.</param>
internal sealed class SeeOther(string address) : IResult
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = address;
        return Task.CompletedTask;
    }
}
