using System.Xml.Linq;

namespace Votive.ArchitectureTests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    /// <summary>Project name to its project file, for every project under <c>src</c>.</summary>
    public static IReadOnlyDictionary<string, XDocument> Projects { get; } =
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), path => XDocument.Load(path), StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Votive.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("No Votive.slnx above the test.");
    }
}
