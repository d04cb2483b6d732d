using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Votive.Harness.Campaigns;

namespace Votive.Harness.Running;

/// <summary>Runs the storage campaigns one after the other and prints the table.</summary>
/// <param name="options">What to do.</param>
/// <param name="only">Names of the campaigns to run; empty for all.</param>
/// <param name="jsonPath">Where to write the results as JSON; null for nowhere.</param>
internal sealed class StorageCommand(HarnessOptions options, IReadOnlyList<string> only, string? jsonPath)
{
    private const string Usage = "Usage: eng/harness storage [--full] [--only NAME]... [--seed N] [--trial N] [--keep] [--json FILE] [--folder DIR]";
    private const int FailureExitCode = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>All campaigns, in the order in which they run.</summary>
    public static IReadOnlyList<ICampaign> Campaigns { get; } =
    [
        new ServiceKills(), new MigrationKills(), new MaintenanceKills(), new WriterKills(), new CreationKills(), new TornLogs(), new Mutations(),
        new LargeDatabase(), new Contention(), new Backups(), new FullDisk(), new LockedDatabase(), new RefusedStarts(),
    ];

    public static bool TryParse(string[] args, [NotNullWhen(true)] out StorageCommand? command, [NotNullWhen(false)] out string? fault)
    {
        (command, fault) = (null, Usage);
        if (args is not ["storage", .. var rest])
        {
            return false;
        }

        var options = new HarnessOptions
        {
            Folder = Path.Combine(Path.GetTempPath(), $"votive-harness-{Environment.ProcessId}"),
            Progress = line => Console.Error.WriteLine(line),
        };
        var only = new List<string>();
        string? jsonPath = null;
        for (var i = 0; i < rest.Length; i++)
        {
            var value = i + 1 < rest.Length ? rest[i + 1] : "";
            switch (rest[i])
            {
                case "--full":
                    options = options with { Full = true };
                    continue;
                case "--keep":
                    options = options with { Keep = true };
                    continue;
                case "--only" when Campaigns.Any(campaign => campaign.Name == value):
                    only.Add(value);
                    break;
                case "--only":
                    fault = $"There is no campaign '{value}'. There are: {string.Join(", ", Campaigns.Select(campaign => campaign.Name))}.";
                    return false;
                case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out var seed):
                    options = options with { Seed = seed };
                    break;
                case "--trial" when int.TryParse(value, CultureInfo.InvariantCulture, out var trial):
                    options = options with { OnlyTrial = trial };
                    break;
                case "--json" when value.Length > 0:
                    jsonPath = value;
                    break;
                case "--folder" when value.Length > 0:
                    options = options with { Folder = Path.GetFullPath(value) };
                    break;
                default:
                    return false;
            }

            i++;
        }

        (command, fault) = (new StorageCommand(options, only, jsonPath), null);
        return true;
    }

    /// <returns>0 when every row is clean.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Folder);
        var results = new List<CampaignResult>();
        foreach (var campaign in Campaigns.Where(campaign => only.Count == 0 || only.Contains(campaign.Name, StringComparer.Ordinal)))
        {
            results.Add(await CampaignRun.OfAsync(campaign, options, cancellationToken));
        }

        await Console.Out.WriteLineAsync(ResultTable.Write(results, options));
        if (jsonPath is not null)
        {
            await File.WriteAllTextAsync(jsonPath, JsonSerializer.Serialize(new { options.Full, options.Seed, Results = results }, Json), cancellationToken);
        }

        if (!Directory.EnumerateFileSystemEntries(options.Folder).Any())
        {
            Directory.Delete(options.Folder);
        }

        return results.TrueForAll(result => result.IsClean) ? 0 : FailureExitCode;
    }
}
