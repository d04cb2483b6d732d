using System.Text.Json;
using Votive.Storage.Fields;

namespace Votive.Storage.Prompts;

/// <summary>One published state of a prompt. Never changes.</summary>
public sealed class PromptVersion
{
    private readonly List<PromptContent> _contents = [];

    private PromptVersion()
    {
    }

    internal PromptVersion(
        Prompt prompt, int number, string hash, PromptDefinition definition, int? parent, string author, string message, FieldCipher cipher, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        PromptId = prompt.Id;
        Number = number;
        Hash = hash;
        _contents.AddRange(definition.Contents.Select(pair => PromptContent.Seal(Id, pair.Key, PromptDefinition.Normalize(pair.Value), cipher)));
        Standard = definition.Standard;
        Thinking = definition.Thinking;
        Variables = [.. definition.Variables];
        OutputSchema = JsonSerializer.Serialize(definition.OutputSchema);
        ParentNumber = parent;
        Author = author;
        Message = message;
        CreatedAt = now;
    }

    /// <summary>Row id.</summary>
    public Guid Id { get; private set; }

    /// <summary>The prompt it belongs to.</summary>
    public Guid PromptId { get; private set; }

    /// <summary>From 1, without gaps, unique within the prompt.</summary>
    public int Number { get; private set; }

    /// <summary>SHA-256 of the canonical form, 64 hex digits (<see cref="PromptDefinition.ComputeHash"/>); unique within the prompt.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>The instructions, one per language.</summary>
    public IReadOnlyList<PromptContent> Contents => _contents;

    /// <summary>Settings for calls without thinking.</summary>
    public PromptSettings Standard { get; private set; } = null!;

    /// <summary>Settings for calls with thinking.</summary>
    public PromptSettings Thinking { get; private set; } = null!;

    /// <summary>Names that the contents use between double braces.</summary>
    public IReadOnlyList<string> Variables { get; private set; } = [];

    /// <summary>JSON Schema of the model's answer, as JSON text.</summary>
    public string OutputSchema { get; private set; } = "";

    /// <summary>Number of the version that this one was made from; null for the first.</summary>
    public int? ParentNumber { get; private set; }

    /// <summary>Who saved it.</summary>
    public string Author { get; private set; } = "";

    /// <summary>Why, in the author's words.</summary>
    public string Message { get; private set; } = "";

    /// <summary>UTC of saving.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
}
