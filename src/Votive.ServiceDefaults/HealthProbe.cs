using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Votive.ServiceDefaults;

/// <summary>The <c>--healthcheck</c> mode: asks the instance in the same container whether it lives, without a shell or curl.</summary>
internal static class HealthProbe
{
    public const string Argument = "--healthcheck";

    private const int KestrelDefaultPort = 5000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <returns>0 when <c>/health/live</c> answers with success, else 1.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        // The same sources as the service itself: ASPNETCORE_URLS, ASPNETCORE_HTTP_PORTS, appsettings and --urls.
        var configuration = WebApplication.CreateSlimBuilder([.. args.Where(arg => arg != Argument)]).Configuration;
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Limit };
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{FindPort(configuration)}/health/live"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return 1;
        }
    }

    /// <summary>The first plain-HTTP port that a service with this configuration listens on.</summary>
    public static int FindPort(IConfiguration configuration)
    {
        var addresses = Split(configuration["URLS"]).Select(BindingAddress.Parse)
            .Where(address => address.Scheme == Uri.UriSchemeHttp)
            .Select(address => address.Port);
        var ports = Split(configuration["HTTP_PORTS"]).Select(port => int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
        return addresses.Concat(ports).FirstOrDefault(KestrelDefaultPort);
    }

    private static string[] Split(string? list) =>
        list?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
