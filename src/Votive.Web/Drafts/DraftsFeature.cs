using Microsoft.Extensions.Options;
using Votive.ServiceDefaults;

namespace Votive.Web.Drafts;

/// <summary>Where a visitor's answers are kept between pages.</summary>
internal static class DraftsFeature
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static void AddDrafts(this IServiceCollection services) =>
        services.AddHttpClient<DraftClient>((provider, http) =>
        {
            http.BaseAddress = new Uri(provider.GetRequiredService<IOptions<WebOptions>>().Value.PromptServiceUrl);
            http.Timeout = Timeout;
        }).AddServiceCredential();
}
