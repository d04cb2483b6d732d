namespace Votive.Assessment.Instruments;

/// <summary>The instruments that ship with Votive.</summary>
public static class InstrumentCatalog
{
    private static readonly Lazy<IReadOnlyList<Instrument>> Shipped = new(() =>
        [.. EmbeddedFile.Below("Instruments/").Select(path => Instrument.Parse(EmbeddedFile.Read(path)))]);

    /// <summary>The newest <c>votive-core</c>.</summary>
    public static Instrument Core => Find("votive-core", "0.9.0")!;

    /// <summary>Finds a shipped instrument by id and exact version; null where there is none.</summary>
    public static Instrument? Find(string id, string version) =>
        Shipped.Value.FirstOrDefault(instrument => instrument.Id == id && instrument.Version == version);
}
