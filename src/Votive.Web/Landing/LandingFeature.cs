namespace Votive.Web.Landing;

/// <summary>The first page.</summary>
internal static class LandingFeature
{
    public static void AddLanding(this IServiceCollection services) => services.AddSingleton<SampleReport>();
}
