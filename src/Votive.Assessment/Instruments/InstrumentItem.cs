namespace Votive.Assessment.Instruments;

/// <summary>One question of an instrument, with every reference resolved.</summary>
public sealed record InstrumentItem
{
    /// <summary>Stable id, for instance <c>day.energy</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the section it belongs to.</summary>
    public required string Section { get; init; }

    /// <summary>How it is answered; also fixes the JSON shape of the answer.</summary>
    public required ItemType Type { get; init; }

    /// <summary>The question.</summary>
    public required LocalizedText Text { get; init; }

    /// <summary>A line of help below the question; null where none is needed.</summary>
    public LocalizedText? Help { get; init; }

    /// <summary>Anchors and range of <see cref="ItemType.Scale"/>, <see cref="ItemType.Ruler"/>, <see cref="ItemType.Count"/>, <see cref="ItemType.Grid"/> and one-column <see cref="ItemType.Matrix"/>; else null.</summary>
    public ItemScale? Scale { get; init; }

    /// <summary>Choices of <see cref="ItemType.Single"/>, <see cref="ItemType.Multi"/> and <see cref="ItemType.Rank"/> where they are the item's own, in canonical order; rows (slots) of a <see cref="ItemType.Grid"/>; else empty.</summary>
    public required IReadOnlyList<ItemOption> Options { get; init; }

    /// <summary>True where <c>{ "other": "own words" }</c> may stand in place of an option id.</summary>
    public bool AllowsOther { get; init; }

    /// <summary>True where the options may be shown in any order.</summary>
    public bool ShuffleOptions { get; init; }

    /// <summary>Item whose answer gives the rows or choices (<c>val.rank</c> takes the choices of <c>val.pick</c>); null where they are the item's own.</summary>
    public string? RowsFrom { get; init; }

    /// <summary>Columns of a <see cref="ItemType.Matrix"/> with several columns and fields of a <see cref="ItemType.Repeat"/>; else empty.</summary>
    public required IReadOnlyList<ItemField> Fields { get; init; }

    /// <summary>Fewest choices, lines or groups of a complete answer; 0 where there is no such limit.</summary>
    public int MinCount { get; init; }

    /// <summary>Most choices, lines or groups; null where there is no such limit.</summary>
    public int? MaxCount { get; init; }

    /// <summary>Longest text, or longest line of a list, in Unicode code points; null for items without text.</summary>
    public int? MaxLength { get; init; }

    /// <summary>True where the section's score needs it. A person may still skip it.</summary>
    public bool RequiredForScore { get; init; }

    /// <summary>True where a high answer means little of the scored trait.</summary>
    public bool Reverse { get; init; }

    /// <summary>Paths that ask it: <c>quick</c>, <c>full</c>.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Seconds that a usual answer takes.</summary>
    public required int Seconds { get; init; }

    /// <summary>True where the answer goes to a model provider unless the person withholds it; false where it stays unless the person offers it.</summary>
    public required bool SendToAi { get; init; }

    /// <summary>Where the item comes from and under which rights.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>How far its translations were checked, by locale; a locale that is not named is the original.</summary>
    public IReadOnlyDictionary<string, TranslationStatus> Translations { get; init; } = new Dictionary<string, TranslationStatus>();

    /// <summary>Only asked when this holds; null for always. Hidden items are not missing.</summary>
    public Condition? ShowIf { get; init; }
}

/// <summary>How an item is answered, and the JSON shape of its answer.</summary>
public enum ItemType
{
    /// <summary>A level per slot: an array as long as the slots, each an integer in the scale's range or null.</summary>
    Grid,

    /// <summary>A time of day: <c>"HH:mm"</c>.</summary>
    Time,

    /// <summary>A labelled scale: an integer in the scale's range.</summary>
    Scale,

    /// <summary>One choice: an option id, or <c>{ "other": "own words" }</c>.</summary>
    Single,

    /// <summary>Several choices: an array of what <see cref="Single"/> takes, no two alike.</summary>
    Multi,

    /// <summary>Choices in order, first is top: an array of option ids, no two alike.</summary>
    Rank,

    /// <summary>Free text: a string.</summary>
    Text,

    /// <summary>Short lines: an array of strings.</summary>
    List,

    /// <summary>
    /// A value per row: an object from row key to an integer, or to an object of column id to integer. A row key is the source's option id,
    /// or the 0-based index (as a string) of a source's line or group.
    /// </summary>
    Matrix,

    /// <summary>Groups of fields: an array of objects from field id to value.</summary>
    Repeat,

    /// <summary>0 to 10: an integer.</summary>
    Ruler,

    /// <summary>A whole number: an integer in the scale's range.</summary>
    Count,
}

/// <summary>A range of whole numbers with words for its points.</summary>
/// <param name="Id">Scale id.</param>
/// <param name="Min">Lowest value.</param>
/// <param name="Max">Highest value.</param>
/// <param name="Anchors">Value to label, ascending; at least the two ends of a labelled scale, empty for a bare count.</param>
public sealed record ItemScale(string Id, int Min, int Max, IReadOnlyList<ScaleAnchor> Anchors);

/// <summary>The words for one point of a scale.</summary>
public sealed record ScaleAnchor(int Value, LocalizedText Text);

/// <summary>One choice, or one slot of a grid.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Text">What the person reads.</param>
public sealed record ItemOption(string Id, LocalizedText Text);

/// <summary>One column of a matrix or one field of a repeated group.</summary>
public sealed record ItemField
{
    /// <summary>Stable id within the item.</summary>
    public required string Id { get; init; }

    /// <summary>Text, Scale, Single or Count.</summary>
    public required ItemType Type { get; init; }

    /// <summary>Label.</summary>
    public required LocalizedText Text { get; init; }

    /// <summary>Range of a scale or count; else null.</summary>
    public ItemScale? Scale { get; init; }

    /// <summary>Own choices of a single, also where it takes others from an answer: then they stand behind those; else empty.</summary>
    public required IReadOnlyList<ItemOption> Options { get; init; }

    /// <summary>Item whose answer gives the first choices; null where all are the field's own.</summary>
    public string? OptionsFrom { get; init; }

    /// <summary>Longest text in Unicode code points; null for other types.</summary>
    public int? MaxLength { get; init; }

    /// <summary>True where a group without this field counts as empty.</summary>
    public bool Required { get; init; }
}

/// <summary>Where an item comes from.</summary>
/// <param name="Source">A published source with its item number, or <c>own</c>.</param>
/// <param name="Licence">Under which rights: <c>public-domain</c> or <c>Apache-2.0</c>.</param>
/// <param name="Url">Where the rights are stated; null for own items.</param>
public sealed record Provenance(string Source, string Licence, Uri? Url);
