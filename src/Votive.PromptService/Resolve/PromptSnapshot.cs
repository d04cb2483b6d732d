using System.Collections.Frozen;
using Votive.Storage.Fields;
using Votive.Storage.Prompts;

namespace Votive.PromptService.Resolve;

/// <summary>Every labelled prompt at one revision. Never changes; a new revision is a new snapshot.</summary>
internal sealed class PromptSnapshot
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, LabelledPrompt>> _prompts;

    private PromptSnapshot(long revision, FrozenDictionary<string, FrozenDictionary<string, LabelledPrompt>> prompts)
    {
        Revision = revision;
        _prompts = prompts;
    }

    /// <summary>Number of the configuration that it was made from.</summary>
    public long Revision { get; }

    /// <param name="revision">Number of the configuration.</param>
    /// <param name="prompts">All prompts with their labels.</param>
    /// <param name="versions">The labelled versions by their ids, with their contents.</param>
    /// <param name="cipher">Opens the contents.</param>
    public static PromptSnapshot Create(
        long revision, IEnumerable<Prompt> prompts, IReadOnlyDictionary<Guid, PromptVersion> versions, FieldCipher cipher) => new(
        revision,
        prompts.ToFrozenDictionary(
            prompt => prompt.Key,
            prompt => prompt.Labels.ToFrozenDictionary(
                label => label.Name,
                label => LabelledPrompt.Create(revision, prompt, versions[label.VersionId], cipher),
                StringComparer.Ordinal),
            StringComparer.Ordinal));

    /// <summary>Whether there is a prompt of this key.</summary>
    public bool Contains(string key) => _prompts.ContainsKey(key);

    /// <summary>The version that a label points at; null where key or label is unknown.</summary>
    public LabelledPrompt? Find(string key, string label) => _prompts.GetValueOrDefault(key)?.GetValueOrDefault(label);
}
