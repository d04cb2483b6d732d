namespace Votive.Storage.Prompts;

/// <summary>A name that points at one version of a prompt, for instance <c>production</c>.</summary>
public sealed class PromptLabel
{
    internal PromptLabel(Guid promptId, string name, Guid versionId)
    {
        PromptId = promptId;
        Name = name;
        VersionId = versionId;
    }

    /// <summary>The prompt it belongs to.</summary>
    public Guid PromptId { get; private set; }

    /// <summary>Name, unique within the prompt.</summary>
    public string Name { get; private set; }

    /// <summary>The version it points at.</summary>
    public Guid VersionId { get; internal set; }
}
