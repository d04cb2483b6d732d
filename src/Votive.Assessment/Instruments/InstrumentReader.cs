using System.Text.Json;

namespace Votive.Assessment.Instruments;

/// <summary>Turns an instrument's JSON into an <see cref="Instrument"/> with every reference resolved, and refuses one that is not complete.</summary>
internal sealed class InstrumentReader
{
    private const int SchemaVersion = 1;
    private const int MostItemsPerScreen = 4;

    private static readonly Dictionary<string, ItemType> Types =
        Enum.GetValues<ItemType>().ToDictionary(type => type.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private static readonly Dictionary<string, bool> SendToAi = new(StringComparer.Ordinal) { ["default-on"] = true, ["default-off"] = false };

    private static readonly Dictionary<string, TranslationStatus> Statuses =
        Enum.GetValues<TranslationStatus>().ToDictionary(status => status.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private static readonly string[] Paths = ["quick", "full"];
    private static readonly string[] Licences = ["public-domain", "Apache-2.0"];

    private readonly StrictObject _document;
    private readonly IReadOnlyList<string> _locales;
    private readonly IReadOnlyDictionary<string, ItemScale> _scales;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<ItemOption>> _optionLists;

    public InstrumentReader(StrictObject document)
    {
        _document = document;
        _locales = Distinct(document.Texts("locales"), locale => locale, "locales");
        _scales = document.Object("scales", scales => scales.Members(ReadScale));
        _optionLists = document.Object("optionLists", ReadOptionLists);
    }

    public Instrument Read(string contentHash)
    {
        if (_document.Integer("schema") != SchemaVersion)
        {
            throw StrictObject.Fault("schema", $"must be {SchemaVersion}");
        }

        if (_document.Text("status") is not ("draft" or "published"))
        {
            throw StrictObject.Fault("status", "must be draft or published");
        }

        var read = Distinct(_document.Objects("items", ReadItem), item => item.Id, "items").ToDictionary(item => item.Id, StringComparer.Ordinal);
        var sections = Distinct(_document.Objects("sections", section => ReadSection(section, read)), section => section.Id, "sections");
        var items = Place(sections, read);
        if (items.Count == 0)
        {
            throw StrictObject.Fault("sections", "place no item on a screen");
        }

        var norms = Distinct(_document.Objects("norms", ReadNorm), norm => norm.Id, "norms").ToDictionary(norm => norm.Id, StringComparer.Ordinal);
        return new Instrument
        {
            Id = _document.Text("id"),
            Version = _document.Text("version"),
            ContentHash = contentHash,
            Locales = _locales,
            Sections = sections,
            Items = items,
            Scores = Distinct(_document.Objects("scores", score => ReadScore(score, read, norms)), score => score.Id, "scores"),
        };
    }

    private ItemScale ReadScale(StrictObject scale)
    {
        var (min, max) = (scale.Integer("min"), scale.Integer("max"));
        if (min >= max)
        {
            throw StrictObject.Fault(scale.PathOf("max"), "must be above min");
        }

        var anchors = scale.Objects("anchors", anchor => new ScaleAnchor(anchor.Integer("value"), anchor.Localized("text", _locales)));
        if (anchors.Count > 0
            && (anchors[0].Value != min || anchors[^1].Value != max || anchors.Zip(anchors.Skip(1)).Any(pair => pair.First.Value >= pair.Second.Value)))
        {
            throw StrictObject.Fault(scale.PathOf("anchors"), "must ascend from min to max");
        }

        return new ItemScale(scale.Path["scales.".Length..], min, max, anchors);
    }

    private Dictionary<string, IReadOnlyList<ItemOption>> ReadOptionLists(StrictObject lists) =>
        lists.Names.ToDictionary(
            name => name,
            name => Distinct(
                lists.Objects(name, option => new ItemOption(option.Text("id"), option.Localized("text", _locales))),
                option => option.Id,
                lists.PathOf(name)),
            StringComparer.Ordinal);

    private InstrumentItem ReadItem(StrictObject item)
    {
        var type = item.Word("type", Types);
        var read = new InstrumentItem
        {
            Id = item.Text("id"),
            Section = "",
            Type = type,
            Text = item.Localized("text", _locales),
            Help = item.Has("help") ? item.Localized("help", _locales) : null,
            Scale = ReadScaleReference(item),
            Options = ReadOptionsReference(item),
            AllowsOther = item.Flag("allowsOther"),
            ShuffleOptions = item.Flag("shuffle"),
            RowsFrom = item.OptionalText("rowsFrom"),
            Fields = Distinct(item.Objects("fields", ReadField), field => field.Id, item.PathOf("fields")),
            MinCount = item.OptionalInteger("min") ?? 0,
            MaxCount = item.OptionalInteger("max"),
            MaxLength = item.OptionalInteger("maxLength"),
            RequiredForScore = ReadRequired(item),
            Reverse = item.Flag("reverse"),
            Paths = KnownWords(item.Texts("paths"), Paths, item.PathOf("paths")),
            Seconds = item.Integer("seconds"),
            SendToAi = item.Word("sendToAi", SendToAi),
            Provenance = item.Object("provenance", ReadProvenance),
            Translations = item.Object("translation", ReadTranslations),
            ShowIf = item.Has("showIf") ? item.Object("showIf", ReadCondition) : null,
        };
        CheckShape(item, read);
        return read;
    }

    private static void CheckShape(StrictObject item, InstrumentItem read)
    {
        Demand(read.Seconds > 0, "seconds", "must be above 0");
        Demand(read.MinCount >= 0 && read.MinCount <= (read.MaxCount ?? int.MaxValue), "min", "must be from 0 to max");
        Demand(!read.Reverse || read.Type == ItemType.Scale, "reverse", "is for scales only");

        var scaled = read.Type is ItemType.Grid or ItemType.Scale or ItemType.Ruler or ItemType.Count
            || (read.Type == ItemType.Matrix && read.Fields.Count == 0);
        Demand((read.Scale is not null) == scaled, "scaleRef", scaled ? "is missing" : $"does not belong to a {read.Type}");

        var chosen = read.Type is ItemType.Single or ItemType.Multi or ItemType.Rank or ItemType.Grid or ItemType.Matrix;
        Demand((read.Options.Count > 0 || read.RowsFrom is not null) == chosen, "optionsRef", chosen ? "is missing" : $"does not belong to a {read.Type}");
        Demand(read.Options.Count == 0 || read.RowsFrom is null, "rowsFrom", "does not go with optionsRef");
        Demand(read.RowsFrom is null || read.Type != ItemType.Grid, "rowsFrom", "does not belong to a Grid");
        Demand(!read.AllowsOther || read.Type is ItemType.Single or ItemType.Multi, "allowsOther", "is for singles and multis only");

        var worded = read.Type is ItemType.Text or ItemType.List || read.AllowsOther;
        Demand((read.MaxLength is > 0) == worded, "maxLength", worded ? "must be above 0" : $"does not belong to a {read.Type}");
        Demand(read.Type == ItemType.Matrix || (read.Fields.Count > 0) == (read.Type == ItemType.Repeat), "fields", "are for a Repeat, which must have some, or a Matrix");

        void Demand(bool holds, string member, string fault)
        {
            if (!holds)
            {
                throw StrictObject.Fault(item.PathOf(member), fault);
            }
        }
    }

    private ItemField ReadField(StrictObject field)
    {
        var type = field.Word("type", Types);
        var read = new ItemField
        {
            Id = field.Text("id"),
            Type = type,
            Text = field.Localized("text", _locales),
            Scale = ReadScaleReference(field),
            Options = ReadOptionsReference(field),
            OptionsFrom = field.OptionalText("optionsFrom"),
            MaxLength = field.OptionalInteger("maxLength"),
            Required = field.Flag("required"),
        };
        var fits = type switch
        {
            ItemType.Text => read is { MaxLength: > 0, Scale: null, Options: [], OptionsFrom: null },
            ItemType.Scale or ItemType.Count => read is { MaxLength: null, Scale: not null, Options: [], OptionsFrom: null },
            ItemType.Single => read is { MaxLength: null, Scale: null } && (read.Options.Count > 0 || read.OptionsFrom is not null),
            _ => false,
        };
        return fits
            ? read
            : throw StrictObject.Fault(field.Path, "must be a text with maxLength, a scale or count with scaleRef, or a single with optionsRef or optionsFrom");
    }

    private ItemScale? ReadScaleReference(StrictObject source) =>
        source.OptionalText("scaleRef") is not { } id
            ? null
            : _scales.GetValueOrDefault(id) ?? throw StrictObject.Fault(source.PathOf("scaleRef"), "names no scale of the document");

    private IReadOnlyList<ItemOption> ReadOptionsReference(StrictObject source) =>
        source.OptionalText("optionsRef") is not { } id
            ? []
            : _optionLists.GetValueOrDefault(id) ?? throw StrictObject.Fault(source.PathOf("optionsRef"), "names no option list of the document");

    private static bool ReadRequired(StrictObject item) =>
        item.OptionalText("required") switch
        {
            null => false,
            "score" => true,
            _ => throw StrictObject.Fault(item.PathOf("required"), "must be score"),
        };

    private static Provenance ReadProvenance(StrictObject provenance)
    {
        var licence = KnownWords([provenance.Text("licence")], Licences, provenance.PathOf("licence"))[0];
        var url = provenance.OptionalText("url");
        if (url is not null && !Uri.IsWellFormedUriString(url, UriKind.Absolute))
        {
            throw StrictObject.Fault(provenance.PathOf("url"), "must be an absolute address");
        }

        var source = provenance.Text("source");
        if (source != "own" && url is null)
        {
            throw StrictObject.Fault(provenance.PathOf("url"), "is missing: the rights of a published item must be stated somewhere");
        }

        return new Provenance(source, licence, url is null ? null : new Uri(url));
    }

    private Dictionary<string, TranslationStatus> ReadTranslations(StrictObject translations)
    {
        var unknown = translations.Names.FirstOrDefault(name => !_locales.Contains(name));
        return unknown is null
            ? translations.Members(translation => translation.Word("status", Statuses)).ToDictionary(StringComparer.Ordinal)
            : throw StrictObject.Fault(translations.PathOf(unknown), "is not a locale of the document");
    }

    private static Condition ReadCondition(StrictObject condition)
    {
        if (condition.Names is not [var kind])
        {
            throw StrictObject.Fault(condition.Path, "must hold exactly one of eq, in, gt, and, or, not, answered");
        }

        return kind switch
        {
            "answered" => new Answered(condition.Text(kind)),
            "eq" => ReadComparison(condition, kind, (item, value, _) => new IsOneOf(item, [value])),
            "in" => ReadComparison(condition, kind, (item, values, path) => values.ValueKind == JsonValueKind.Array
                ? new IsOneOf(item, [.. values.EnumerateArray()])
                : throw StrictObject.Fault(path, "must be an array")),
            "gt" => ReadComparison(condition, kind, (item, limit, path) => limit.ValueKind == JsonValueKind.Number && limit.TryGetInt32(out var number)
                ? new IsAbove(item, number)
                : throw StrictObject.Fault(path, "must be a whole number")),
            "and" => new All(condition.Objects(kind, ReadCondition)),
            "or" => new Any(condition.Objects(kind, ReadCondition)),
            "not" => new Not(condition.Object(kind, ReadCondition)),
            _ => throw StrictObject.Fault(condition.PathOf(kind), "is not a condition"),
        };
    }

    private static Condition ReadComparison(StrictObject condition, string kind, Func<string, JsonElement, string, Condition> create)
    {
        var pair = condition.Array(kind, (element, _) => element);
        return pair is [{ ValueKind: JsonValueKind.String } item, var value]
            ? create(item.GetString()!, value, condition.PathOf(kind) + "[1]")
            : throw StrictObject.Fault(condition.PathOf(kind), "must be an item id and a value");
    }

    private InstrumentSection ReadSection(StrictObject section, Dictionary<string, InstrumentItem> items)
    {
        var screens = section.TextRows("screens");
        for (var index = 0; index < screens.Count; index++)
        {
            var place = $"{section.PathOf("screens")}[{index}]";
            if (screens[index].Count is 0 or > MostItemsPerScreen)
            {
                throw StrictObject.Fault(place, $"must hold 1 to {MostItemsPerScreen} items");
            }

            if (screens[index].Any(id => !items.ContainsKey(id)))
            {
                throw StrictObject.Fault(place, "names an item that the document does not have");
            }
        }

        return new InstrumentSection(section.Text("id"), section.Localized("title", _locales), section.Localized("intro", _locales), screens);
    }

    /// <summary>Puts the items in the order of asking, and checks what they take from one another.</summary>
    private static List<InstrumentItem> Place(IReadOnlyList<InstrumentSection> sections, Dictionary<string, InstrumentItem> read)
    {
        var placed = sections
            .SelectMany(section => section.Screens.SelectMany(screen => screen).Select(id => read[id] with { Section = section.Id }))
            .ToList();
        Distinct(placed, item => item.Id, "sections");
        if (read.Keys.FirstOrDefault(id => placed.All(item => item.Id != id)) is { } forgotten)
        {
            throw StrictObject.Fault("sections", $"do not place {forgotten} on a screen");
        }

        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in placed)
        {
            var sources = item.Fields.Select(field => field.OptionsFrom).Append(item.RowsFrom).OfType<string>().Concat(ItemsIn(item.ShowIf));
            if (sources.FirstOrDefault(source => !asked.Contains(source)) is { } late)
            {
                throw StrictObject.Fault($"items.{item.Id}", $"takes from {late}, which is not asked before it");
            }

            asked.Add(item.Id);
        }

        return placed;
    }

    private static IEnumerable<string> ItemsIn(Condition? condition) => condition switch
    {
        null => [],
        Answered answered => [answered.Item],
        IsOneOf isOneOf => [isOneOf.Item],
        IsAbove isAbove => [isAbove.Item],
        All all => all.Parts.SelectMany(ItemsIn),
        Any any => any.Parts.SelectMany(ItemsIn),
        Not not => ItemsIn(not.Part),
        _ => throw new InvalidOperationException($"No items are known for {condition.GetType().Name}."),
    };

    private Norm ReadNorm(StrictObject norm) => new(
        norm.Text("id"),
        norm.Number("mean"),
        norm.Number("sd"),
        norm.Number("alpha"),
        norm.Number("sem"),
        norm.Number("band90"),
        norm.Text("facet"),
        norm.Localized("population", _locales),
        norm.Text("source"),
        norm.Localized("caveat", _locales));

    private ScoreDefinition ReadScore(StrictObject score, Dictionary<string, InstrumentItem> items, Dictionary<string, Norm> norms)
    {
        var norm = score.OptionalText("norm");
        var read = new ScoreDefinition
        {
            Id = score.Text("id"),
            Name = score.Localized("name", _locales),
            Items = Distinct(score.Texts("items"), id => id, score.PathOf("items")),
            Min = score.OptionalNumber("min"),
            Max = score.OptionalNumber("max"),
            Validated = score.Has("validated") ? score.Flag("validated") : throw StrictObject.Fault(score.PathOf("validated"), "is missing"),
            MinAnswered = score.OptionalInteger("minAnswered"),
            Norm = norm is null ? null : norms.GetValueOrDefault(norm) ?? throw StrictObject.Fault(score.PathOf("norm"), "names no norm of the document"),
        };
        if (read.Items.Any(id => !items.ContainsKey(id)))
        {
            throw StrictObject.Fault(score.PathOf("items"), "name an item that the document does not have");
        }

        if ((read.Min is null) != (read.Max is null) || read.Min >= read.Max)
        {
            throw StrictObject.Fault(score.PathOf("max"), "must be above min");
        }

        // A scale keyed almost one way measures how readily someone agrees: neither direction may have more than three quarters.
        var reversed = read.Items.Count(id => items[id].Reverse);
        if (read.MinAnswered is not null && reversed > 0 && Math.Max(reversed, read.Items.Count - reversed) * 4 > read.Items.Count * 3)
        {
            throw StrictObject.Fault(score.PathOf("items"), "must be balanced: no more than three in four keyed the same way");
        }

        return read;
    }

    private static IReadOnlyList<string> KnownWords(IReadOnlyList<string> words, string[] known, string path) =>
        words.Count > 0 && words.All(known.Contains) ? words : throw StrictObject.Fault(path, $"must be of {string.Join(", ", known)}");

    private static IReadOnlyList<T> Distinct<T>(IReadOnlyList<T> values, Func<T, string> id, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return values.All(value => seen.Add(id(value))) ? values : throw StrictObject.Fault(path, "hold the same id twice");
    }
}
