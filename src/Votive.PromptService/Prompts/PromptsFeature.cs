namespace Votive.PromptService.Prompts;

/// <summary>Prompts, their versions and labels.</summary>
internal static class PromptsFeature
{
    public static IServiceCollection AddPrompts(this IServiceCollection services) => services.AddHostedService<PromptSeeding>();
}
