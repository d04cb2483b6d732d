using Votive.ServiceDefaults;

namespace Votive.Backend.Analyze;

/// <summary>Reports from answers.</summary>
internal static class AnalyzeFeature
{
    public static IServiceCollection AddAnalyze(this IServiceCollection services)
    {
        services.AddSettings<AnalyzeOptions>();
        services.AddSingleton<SecondReading>();
        return services;
    }

    public static void MapAnalyze(this IEndpointRouteBuilder routes)
    {
        var analyses = routes.MapGroup("/api/v1/claude").WithTags("Analyses");
        CreateAnalysis.Map(analyses);
    }
}
