using System.ComponentModel.DataAnnotations;

namespace Votive.Contracts.Prompts;

/// <summary>Asks for the prompt in force: <c>POST /api/resolve</c>, for services only.</summary>
public sealed record ResolveRequest
{
    /// <summary>Prompt key, <c>UPPER_SNAKE_CASE</c>, at most 100 characters.</summary>
    [Required, StringLength(100), RegularExpression("^[A-Z][A-Z0-9_]*$")]
    public string Key { get; init; } = "";

    /// <summary>True for the settings of calls with thinking.</summary>
    public bool ThinkingEnabled { get; init; }

    /// <summary>Wanted language; null for the prompt's default. The answer says which one it gave.</summary>
    [StringLength(16), RegularExpression("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    public string? Language { get; init; }

    /// <summary>Label to follow; null for <c>production</c>. An unknown label is a 404.</summary>
    [StringLength(50), RegularExpression("^[a-z][a-z0-9-]*$")]
    public string? Label { get; init; }
}
