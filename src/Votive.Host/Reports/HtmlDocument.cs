using System.Security.Cryptography;
using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.Host.Running;

namespace Votive.Host.Reports;

/// <summary>The report as one HTML file that needs nothing else.</summary>
internal static class HtmlDocument
{
    /// <summary>Has the web lay out the report, and writes the file.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file can't be written.</exception>
    public static async Task WriteAsync(AnalyzeRequest request, AnalyzeResult result, FileInfo target, CancellationToken cancellationToken)
    {
        var credential = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var scratch = Directory.CreateTempSubdirectory("votive-");
        try
        {
            await using var system = await VotiveSystem.StartWebOnlyAsync(
                new VotiveSystemOptions
                {
                    DataDirectory = DataDirectory.Open(scratch.FullName),
                    Settings = new Dictionary<string, string?>
                    {
                        ["SERVICE_API_KEY"] = credential,
                        ["DATA_DIR"] = scratch.FullName,
                        ["LOG_LEVEL"] = "warn",
                    },
                },
                cancellationToken);
            using var http = new HttpClient { BaseAddress = system.Web };
            http.DefaultRequestHeaders.Add(WireHeaders.ServiceKey, credential);
            using var response = await http.PostAsJsonAsync(
                new Uri("insights/document", UriKind.Relative), new { request, result }, ContractJson.Options, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new IOException($"The page could not be laid out ({(int)response.StatusCode}).");
            }

            await File.WriteAllBytesAsync(target.FullName, await response.Content.ReadAsByteArrayAsync(cancellationToken), cancellationToken);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
