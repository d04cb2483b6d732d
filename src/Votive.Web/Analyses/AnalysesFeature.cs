using Microsoft.Extensions.Options;
using Votive.ServiceDefaults;

namespace Votive.Web.Analyses;

/// <summary>Where reports are made.</summary>
internal static class AnalysesFeature
{
    // Longer than the backend gives the model, so that its own fallback arrives before this gives up.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(200);

    public static void AddAnalyses(this IServiceCollection services) =>
        services.AddHttpClient<AnalyzeClient>((provider, http) =>
        {
            http.BaseAddress = new Uri(provider.GetRequiredService<IOptions<WebOptions>>().Value.BackendUrl);
            http.Timeout = Timeout;
        }).AddServiceCredential();
}
