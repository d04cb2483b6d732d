using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Votive.Contracts;
using Votive.Contracts.Prompts;

namespace Votive.PromptService.Resolve;

/// <summary>POST /api/resolve: the prompt in force, as a backend caches it. Reads memory only.</summary>
internal static class ResolvePrompt
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(5);

    public static void Map(RouteGroupBuilder resolve) => resolve.MapPost("", Handle).WithName(nameof(ResolvePrompt));

    internal static Results<Ok<SuccessEnvelope<ResolutionSet>>, StatusCodeHttpResult, ProblemHttpResult> Handle(
        ResolveRequest request, SnapshotSource source, TimeProvider clock, HttpContext context)
    {
        var label = request.Label ?? PromptKeys.Production;
        var snapshot = source.Current;
        if (snapshot.Find(request.Key, label) is not { } prompt)
        {
            return TypedResults.Problem(
                snapshot.Contains(request.Key) ? $"The prompt {request.Key} has no label '{label}'." : $"There is no prompt {request.Key}.",
                statusCode: StatusCodes.Status404NotFound);
        }

        var resolution = prompt.In(request.Language, request.ThinkingEnabled);
        context.Response.Headers.ETag = resolution.ETag;
        context.Response.Headers.CacheControl = "no-store";
        return IsKnown(context.Request, resolution.ETag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(new SuccessEnvelope<ResolutionSet>(resolution.Set with { FreshUntil = clock.GetUtcNow() + FreshFor }));
    }

    private static bool IsKnown(HttpRequest request, string etag) =>
        request.Headers.IfNoneMatch.Count > 0
        && EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(tag => tag.Compare(EntityTagHeaderValue.Parse(etag), useStrongComparison: false));
}
