using Votive.ServiceDefaults;
using Votive.Storage.Databases;

namespace Votive.PromptService.UserData;

/// <summary>What is kept for people: drafts, and the reports made from them. For services that act for a person.</summary>
internal static class UserDataFeature
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public static void MapUserData(this IEndpointRouteBuilder routes)
    {
        var draft = routes.MapGroup("/api/me/drafts/{instrument}")
            .WithTags("Drafts")
            .RequireServiceCredential()
            .AddEndpointFilter(KeepOutOfCachesAsync)
            .AddEndpointFilter(SayWhenDatabaseIsDownAsync);
        GetDraft.Map(draft);
        PatchDraft.Map(draft);
        DeleteDraft.Map(draft);
        GetReport.Map(draft);
        PutReport.Map(draft);
    }

    private static ValueTask<object?> KeepOutOfCachesAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    }

    private static async ValueTask<object?> SayWhenDatabaseIsDownAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception e) when (DatabaseFailure.IsTemporary(e))
        {
            throw new UnavailableException("The database does not answer just now.", RetryAfter, e);
        }
    }
}
