using System.Text.RegularExpressions;
using Votive.Storage.Fields;

namespace Votive.Storage.Prompts;

/// <summary>A prompt: its versions, and the labels that say which of them is in force.</summary>
public sealed partial class Prompt
{
    private readonly List<PromptVersion> _versions = [];
    private readonly List<PromptLabel> _labels = [];
    private readonly List<LabelMove> _labelMoves = [];

    /// <summary>Makes a prompt without versions.</summary>
    /// <param name="key"><c>UPPER_SNAKE_CASE</c>, at most 100 characters.</param>
    /// <param name="defaultLanguage">Language that is given where the wanted one is missing.</param>
    /// <param name="createdAt">UTC.</param>
    /// <exception cref="ArgumentException">The key is not of that form.</exception>
    public Prompt(string key, string defaultLanguage, DateTimeOffset createdAt)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!KeyPattern().IsMatch(key))
        {
            throw new ArgumentException("A prompt key is UPPER_SNAKE_CASE, at most 100 characters.", nameof(key));
        }

        Id = Guid.CreateVersion7(createdAt);
        Key = key;
        DefaultLanguage = defaultLanguage;
        CreatedAt = createdAt;
    }

    /// <summary>Row id.</summary>
    public Guid Id { get; private set; }

    /// <summary><c>UPPER_SNAKE_CASE</c>, unique.</summary>
    public string Key { get; private set; }

    /// <summary>Language that is given where the wanted one is missing; every version has it.</summary>
    public string DefaultLanguage { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>All versions, where loaded.</summary>
    public IReadOnlyList<PromptVersion> Versions => _versions;

    /// <summary>All labels, where loaded.</summary>
    public IReadOnlyList<PromptLabel> Labels => _labels;

    /// <summary>The labels' history, where loaded; only ever grows.</summary>
    public IReadOnlyList<LabelMove> LabelMoves => _labelMoves;

    /// <summary>Saves a version. <see cref="Versions"/> must be loaded.</summary>
    /// <param name="definition">What the version says.</param>
    /// <param name="parent">The version it was made from; null for the first.</param>
    /// <param name="author">Who saves it.</param>
    /// <param name="message">Why, in their words.</param>
    /// <param name="cipher">Seals the contents.</param>
    /// <param name="now">UTC.</param>
    /// <returns>The new version, or the existing one that says the same.</returns>
    /// <exception cref="ArgumentException">The definition has faults (<see cref="PromptDefinition.FindFaults(string)"/>).</exception>
    public PromptVersion AddVersion(
        PromptDefinition definition, PromptVersion? parent, string author, string message, FieldCipher cipher, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(cipher);
        var faults = definition.FindFaults(DefaultLanguage);
        if (faults.Count > 0)
        {
            throw new ArgumentException($"{Key} can't be saved: {string.Join(' ', faults)}", nameof(definition));
        }

        var hash = definition.ComputeHash();
        if (_versions.Find(version => version.Hash == hash) is { } existing)
        {
            return existing;
        }

        var number = _versions.Count == 0 ? 1 : _versions.Max(version => version.Number) + 1;
        var added = new PromptVersion(this, number, hash, definition, parent?.Number, author, message, cipher, now);
        _versions.Add(added);
        return added;
    }

    /// <summary>Points a label at a version and writes the move into the history. <see cref="Versions"/> and <see cref="Labels"/> must be loaded.</summary>
    /// <returns>False when it points there already; nothing is written then.</returns>
    /// <exception cref="ArgumentException">The version is another prompt's.</exception>
    public bool MoveLabel(string name, PromptVersion version, string movedBy, string reason, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (version.PromptId != Id)
        {
            throw new ArgumentException("The version belongs to another prompt.", nameof(version));
        }

        var label = _labels.Find(label => label.Name == name);
        if (label?.VersionId == version.Id)
        {
            return false;
        }

        var from = LabelledVersion(name)?.Number;
        if (label is null)
        {
            _labels.Add(new PromptLabel(Id, name, version.Id));
        }
        else
        {
            label.VersionId = version.Id;
        }

        _labelMoves.Add(new LabelMove(Id, name, from, version.Number, movedBy, reason, now));
        return true;
    }

    /// <summary>The version that a label points at; null for an unknown label. <see cref="Versions"/> and <see cref="Labels"/> must be loaded.</summary>
    public PromptVersion? LabelledVersion(string name) =>
        _labels.Find(label => label.Name == name) is { } label ? _versions.Find(version => version.Id == label.VersionId) : null;

    [GeneratedRegex("^[A-Z][A-Z0-9_]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyPattern();
}
