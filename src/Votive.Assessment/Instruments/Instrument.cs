using System.Security.Cryptography;

namespace Votive.Assessment.Instruments;

/// <summary>A published questionnaire: versioned data, never code. A published version never changes.</summary>
public sealed class Instrument
{
    /// <summary>Instrument id, for instance <c>votive-core</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Published version.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 of the published bytes, 64 lower-case hex digits.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Locales that every text has.</summary>
    public required IReadOnlyList<string> Locales { get; init; }

    /// <summary>Sections in the order of asking.</summary>
    public required IReadOnlyList<InstrumentSection> Sections { get; init; }

    /// <summary>All items in the order of asking.</summary>
    public required IReadOnlyList<InstrumentItem> Items { get; init; }

    /// <summary>Scores that can be computed from the answers, in the order of showing.</summary>
    public required IReadOnlyList<ScoreDefinition> Scores { get; init; }

    /// <summary>Finds an item by id.</summary>
    /// <returns>Null when the instrument has no such item.</returns>
    public InstrumentItem? FindItem(string id) => ItemsById.GetValueOrDefault(id);

    /// <summary>Reads an instrument from its JSON.</summary>
    /// <exception cref="InstrumentFormatException">The JSON is not a valid instrument; the message names the place.</exception>
    public static Instrument Parse(ReadOnlySpan<byte> utf8Json)
    {
        var contentHash = Convert.ToHexStringLower(SHA256.HashData(utf8Json));
        return StrictObject.Parse(utf8Json, document => new InstrumentReader(document).Read(contentHash));
    }

    private Dictionary<string, InstrumentItem> ItemsById =>
        field ??= Items.ToDictionary(item => item.Id, StringComparer.Ordinal);
}

/// <summary>A group of items that belong together.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Title">Heading.</param>
/// <param name="Intro">One sentence before the first item.</param>
/// <param name="Screens">Item ids per screen, in order; short scales share a screen (at most 4).</param>
public sealed record InstrumentSection(string Id, LocalizedText Title, LocalizedText Intro, IReadOnlyList<IReadOnlyList<string>> Screens);

/// <summary>An instrument's JSON is not valid.</summary>
public sealed class InstrumentFormatException(string message) : Exception(message);
