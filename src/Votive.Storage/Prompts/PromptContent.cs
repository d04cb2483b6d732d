namespace Votive.Storage.Prompts;

/// <summary>The instructions of one version in one language. Never changes.</summary>
public sealed class PromptContent
{
    internal PromptContent(string language, string text)
    {
        Language = language;
        Text = text;
    }

    /// <summary>Language tag, for instance <c>en</c>.</summary>
    public string Language { get; private set; }

    /// <summary>The instructions, with <c>{{name}}</c> variables; line ends are LF.</summary>
    public string Text { get; private set; }
}
