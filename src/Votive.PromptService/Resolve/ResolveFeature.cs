using Votive.ServiceDefaults;

namespace Votive.PromptService.Resolve;

/// <summary>Which prompt is in force, for services only.</summary>
internal static class ResolveFeature
{
    public static IServiceCollection AddResolve(this IServiceCollection services) =>
        services.AddSingleton<SnapshotSource>().AddHostedService<SnapshotRefresh>();

    public static void MapResolve(this IEndpointRouteBuilder routes)
    {
        var resolve = routes.MapGroup("/api/resolve").WithTags("Resolve").RequireServiceCredential();
        ResolvePrompt.Map(resolve);
    }
}
