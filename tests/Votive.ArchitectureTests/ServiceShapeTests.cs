using System.Reflection;
using System.Text.RegularExpressions;
using NetArchTest.Rules;

namespace Votive.ArchitectureTests;

public sealed partial class ServiceShapeTests
{
    private static readonly Assembly[] Services =
    [
        typeof(Backend.BackendHosting).Assembly, typeof(PromptService.PromptServiceHosting).Assembly,
        typeof(Web.WebHosting).Assembly, typeof(Worker.WorkerHosting).Assembly,
    ];

    /// <summary>Which feature may use which others of the same service (architecture.md § 2). A feature that is not named uses none.</summary>
    private static readonly Dictionary<string, string[]> AllowedFeatures = new(StringComparer.Ordinal)
    {
        ["Votive.Backend.Analyze"] = ["Votive.Backend.Circuits", "Votive.Backend.Models", "Votive.Backend.Prompts"],
        ["Votive.Backend.Models"] = ["Votive.Backend.Circuits"],
        ["Votive.Backend.Prompts"] = ["Votive.Backend.Circuits"],
    };

    [Fact]
    public void Services_ExposeOnlyHostingAndOptions()
    {
        var exposed = Services.SelectMany(service => service.GetExportedTypes())
            .Where(type => type.Name is not ("Program" or "_Imports") && !IsRazorComponent(type))
            .ToArray();
        Assert.True(exposed.Length >= Services.Length, "The test looked at nothing.");

        Assert.Empty(exposed
            .Where(type => !type.Name.EndsWith("Hosting", StringComparison.Ordinal) && !type.Name.EndsWith("Options", StringComparison.Ordinal))
            .Select(type => type.FullName));
    }

    [Fact]
    public void Features_UseEachOtherOnlyAsTheTableSays()
    {
        var features = new[] { typeof(Backend.BackendHosting).Assembly, typeof(PromptService.PromptServiceHosting).Assembly }
            .SelectMany(assembly => FeaturesOf(assembly).Select(feature => (assembly, feature)))
            .ToArray();
        Assert.True(features.Length >= 4, "The test looked at nothing.");

        var offenders = features.SelectMany(row =>
        {
            var others = FeaturesOf(row.assembly).Except([row.feature]).Except(AllowedFeatures.GetValueOrDefault(row.feature, [])).ToArray();
            return others.Length == 0
                ? []
                : Types.InAssembly(row.assembly).That().ResideInNamespaceMatching($@"^{Regex.Escape(row.feature)}(\.|$)").ShouldNot().HaveDependencyOnAny(others).GetResult().FailingTypeNames?
                    .Select(type => $"{row.feature}: {type}") ?? [];
        });
        Assert.Empty(offenders);
    }

    [Fact]
    public void TypeNames_SayWhatTheThingIs()
    {
        var names = Services
            .Concat([typeof(Contracts.Problem).Assembly, typeof(Assessment.Engine.OfflineEngine).Assembly, typeof(EncryptedSqlite.EncryptedVfs).Assembly, typeof(ServiceDefaults.ServiceProgram).Assembly])
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsNested && type.Namespace?.StartsWith("Votive", StringComparison.Ordinal) == true)
            .Select(type => type.Name.Split('`')[0])
            .ToArray();
        Assert.True(names.Length > 100, "The test looked at nothing.");

        Assert.DoesNotContain(names, name => BannedSuffix().IsMatch(name));
    }

    /// <summary>The namespaces of the top folders of a service.</summary>
    private static IEnumerable<string> FeaturesOf(Assembly service) =>
        service.GetTypes()
            .Select(type => type.Namespace)
            .Where(name => name?.StartsWith(service.GetName().Name + ".", StringComparison.Ordinal) == true)
            .Select(name => string.Join('.', name!.Split('.').Take(3)))
            .Distinct(StringComparer.Ordinal);

    /// <summary>Razor makes components public; nobody outside can reach them without the service's own host.</summary>
    private static bool IsRazorComponent(Type type) => typeof(Microsoft.AspNetCore.Components.IComponent).IsAssignableFrom(type);

    [GeneratedRegex("(Helper|Helpers|Util|Utils|Manager|Processor|Data|Info|Base|Impl)$")]
    private static partial Regex BannedSuffix();
}
