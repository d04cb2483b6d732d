using System.Runtime.CompilerServices;

namespace Votive.Assessment.Tests;

/// <summary>Files that are checked in and compared byte for byte. With <c>VOTIVE_ACCEPT=1</c> they are written instead.</summary>
internal static class Snapshot
{
    public static void Matches(string path, string actual)
    {
        var file = PathOf(path);
        if (Environment.GetEnvironmentVariable("VOTIVE_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"{path} is missing. Run the tests with VOTIVE_ACCEPT=1 to write it, then read it.");
        Assert.True(
            File.ReadAllText(file) == actual,
            $"{path} differs from what the code makes now. Run the tests with VOTIVE_ACCEPT=1, then read the difference.");
    }

    /// <summary>A file below this project's folder, as it is under version control.</summary>
    public static string PathOf(string path) => Path.Combine(ProjectFolder(), path);

    private static string ProjectFolder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
