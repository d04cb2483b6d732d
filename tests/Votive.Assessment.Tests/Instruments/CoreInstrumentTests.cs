using System.Security.Cryptography;
using Votive.Assessment.Instruments;

namespace Votive.Assessment.Tests.Instruments;

public sealed class CoreInstrumentTests
{
    private static readonly Instrument Core = InstrumentCatalog.Core;

    [Fact]
    public void Core_IsTheQuickPathInEightSections()
    {
        Assert.Equal("votive-core 0.9.0", $"{Core.Id} {Core.Version}");
        Assert.Equal(["day", "mood", "go", "val", "hab", "id", "dir", "end"], Core.Sections.Select(section => section.Id));
        Assert.Equal(39, Core.Items.Count);
        Assert.Equal(29, Core.Sections.Sum(section => section.Screens.Count));
        Assert.All(Core.Items, item => Assert.Contains("quick", item.Paths));
    }

    [Fact]
    public void ContentHash_IsTheSha256OfTheFile()
    {
        var bytes = EmbeddedFile.Read("Instruments/votive-core/0.9.0/instrument.json");

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), Core.ContentHash);
    }

    [Fact]
    public void UnknownVersion_IsNotFound() => Assert.Null(InstrumentCatalog.Find("votive-core", "0.9.1"));
}
