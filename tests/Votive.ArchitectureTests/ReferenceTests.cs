using System.Xml.Linq;

namespace Votive.ArchitectureTests;

public sealed class ReferenceTests
{
    /// <summary>The whole project graph. A new arrow is a decision: change this table and write the ADR that says why.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Votive.Contracts"] = [],
        ["Votive.EncryptedSqlite"] = [],
        ["Votive.Assessment"] = ["Votive.Contracts"], // ADR 0009
        ["Votive.Storage"] = ["Votive.EncryptedSqlite"],
        ["Votive.ServiceDefaults"] = ["Votive.Contracts"],
        ["Votive.Backend"] = ["Votive.Assessment", "Votive.Contracts", "Votive.ServiceDefaults"],
        ["Votive.PromptService"] = ["Votive.Contracts", "Votive.ServiceDefaults", "Votive.Storage"],
        ["Votive.Web"] = ["Votive.Assessment", "Votive.Contracts", "Votive.ServiceDefaults"],
        ["Votive.Worker"] = ["Votive.Contracts", "Votive.ServiceDefaults", "Votive.Storage"],
        ["Votive.Host"] =
        [
            // EncryptedSqlite and Storage for `doctor`, which looks at a database without opening it (ADR 0004).
            "Votive.Assessment", "Votive.Backend", "Votive.Contracts", "Votive.EncryptedSqlite", "Votive.PromptService", "Votive.ServiceDefaults",
            "Votive.Storage", "Votive.Web", "Votive.Worker",
        ],
    };

    /// <summary>Packages of the projects that are pure, or stand alone; null in the table of the others.</summary>
    private static readonly Dictionary<string, string[]> AllowedPackages = new(StringComparer.Ordinal)
    {
        ["Votive.Contracts"] = [],
        ["Votive.Assessment"] = [],
        ["Votive.EncryptedSqlite"] = ["SQLitePCLRaw.config.e_sqlite3", "SQLitePCLRaw.core", "SourceGear.sqlite3"],
    };

    [Fact]
    public void ProjectReferences_AreExactlyTheAllowedOnes()
    {
        var actual = SourceTree.Projects.ToDictionary(project => project.Key, project => References(project.Value, "ProjectReference"), StringComparer.Ordinal);

        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(Allowed, row => Assert.Equal(row.Value, actual[row.Key]));
    }

    [Fact]
    public void PureProjects_HaveNoOtherPackages() =>
        Assert.All(AllowedPackages, row => Assert.Equal(row.Value, References(SourceTree.Projects[row.Key], "PackageReference")));

    [Fact]
    public void PureProjects_DoNotUseTheWebFramework() =>
        Assert.All(
            AllowedPackages.Keys.Append("Votive.Storage"),
            name => Assert.Empty(References(SourceTree.Projects[name], "FrameworkReference")));

    [Fact]
    public void EveryProject_IsInTheSolution()
    {
        var solution = File.ReadAllText(Path.Combine(SourceTree.Root, "Votive.slnx"));
        var projects = new[] { "src", "tests", "bench" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SourceTree.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(SourceTree.Root, path).Replace('\\', '/'))
            .ToList();

        Assert.True(projects.Count > 20);
        Assert.All(projects, project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    private static string[] References(XDocument project, string kind) =>
        [.. project.Descendants(kind)
            .Select(reference => Path.GetFileNameWithoutExtension(((string?)reference.Attribute("Include") ?? "").Replace('\\', '/')) is var name && kind == "ProjectReference"
                ? name
                : (string)reference.Attribute("Include")!)
            .Order(StringComparer.Ordinal)];
}
