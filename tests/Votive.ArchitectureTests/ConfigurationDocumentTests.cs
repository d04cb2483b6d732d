using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Votive.ArchitectureTests;

/// <summary>Holds <c>docs/configuration.md</c> against the code.</summary>
public sealed partial class ConfigurationDocumentTests
{
    private static readonly Assembly[] Sources =
    [
        typeof(Backend.BackendHosting).Assembly, typeof(PromptService.PromptServiceHosting).Assembly, typeof(Web.WebHosting).Assembly,
        typeof(Worker.WorkerHosting).Assembly, typeof(ServiceDefaults.ServiceProgram).Assembly, typeof(Storage.StorageOptions).Assembly,
    ];

    [Fact]
    public void EveryVariable_StandsInTheTable_AndNoOther()
    {
        var inCode = Sources.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetProperties())
            .Select(property => property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name)
            .OfType<string>()
            .Concat(["JOB_DRAFT_CLEANUP_ENABLED", "JOB_DRAFT_CLEANUP_SCHEDULE", "JOB_KEY_REWRAP_ENABLED", "JOB_KEY_REWRAP_SCHEDULE"]) // named by the job, see SchedulingFeature
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        var document = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "configuration.md"));
        var inTable = Row().Matches(document).Select(match => match.Groups["name"].Value);

        Assert.Equal(inCode, inTable.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `(?<name>[A-Z][A-Z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
