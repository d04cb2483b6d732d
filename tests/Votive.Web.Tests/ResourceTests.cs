using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Votive.Web.Tests;

/// <summary>Every text in every language, and no text that nobody reads.</summary>
public sealed partial class ResourceTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Source, "*.resx", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".pl.resx", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Source, path))
            .Order(StringComparer.Ordinal)];

    private static string Source { get; } = FindSource();

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryText_IsThereInBothLanguages(string file)
    {
        var english = Read(Path.Combine(Source, file));
        var polish = Read(Path.Combine(Source, Path.ChangeExtension(file, ".pl.resx")));

        Assert.NotEmpty(english);
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), polish.Keys.Order(StringComparer.Ordinal));
        Assert.All(polish.Concat(english), text => Assert.NotEmpty(text.Value.Trim()));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Placeholders_AreTheSameInBothLanguages(string file)
    {
        var english = Read(Path.Combine(Source, file));
        var polish = Read(Path.Combine(Source, Path.ChangeExtension(file, ".pl.resx")));

        Assert.All(english, text => Assert.Equal(Placeholders(text.Value), Placeholders(polish[text.Key])));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryText_IsUsed(string file)
    {
        var code = ReadCode(file);

        Assert.DoesNotContain(Read(Path.Combine(Source, file)).Keys, key => !code.Contains($"\"{PluralForm().Replace(key, "")}\"", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryTextThatIsAskedFor_IsThere(string file)
    {
        var texts = Read(Path.Combine(Source, file));

        var asked = AskedFor().Matches(ReadCode(file)).Select(match => match.Groups["key"].Value).ToArray();

        Assert.NotEmpty(asked);
        Assert.DoesNotContain(asked, key => !texts.ContainsKey(key));
    }

    /// <summary>The feature folder that the texts belong to.</summary>
    private static string ReadCode(string file) => string.Concat(
        Directory.EnumerateFiles(Path.Combine(Source, Path.GetDirectoryName(file)!), "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".razor" or ".cs")
            .Select(File.ReadAllText));

    private static Dictionary<string, string> Read(string path) =>
        XDocument.Load(path).Root!.Elements("data").ToDictionary(text => (string)text.Attribute("name")!, text => (string)text.Element("value")!, StringComparer.Ordinal);

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);

    private static string FindSource()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Votive.slnx")))
            {
                return Path.Combine(folder.FullName, "src", "Votive.Web");
            }
        }

        throw new DirectoryNotFoundException("No Votive.slnx above the test.");
    }

    [GeneratedRegex("""\bTexts\["(?<key>\w+)"[\],]""")]
    private static partial Regex AskedFor();

    /// <summary>The ending of a text that is chosen by number.</summary>
    [GeneratedRegex("_(one|few|many|other)$")]
    private static partial Regex PluralForm();

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Placeholder();
}
