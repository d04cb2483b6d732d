using Votive.Storage.Fields;

namespace Votive.Storage.Prompts;

/// <summary>The instructions of one version in one language. Never changes, but for the key it is sealed with.</summary>
public sealed class PromptContent
{
    private PromptContent(Guid versionId, string language, SealedText text)
    {
        VersionId = versionId;
        Language = language;
        Text = text;
    }

    /// <summary>The version it belongs to.</summary>
    public Guid VersionId { get; private set; }

    /// <summary>Language tag, for instance <c>en</c>.</summary>
    public string Language { get; private set; }

    /// <summary>The instructions, sealed.</summary>
    public SealedText Text { get; private set; }

    /// <summary>The instructions, with <c>{{name}}</c> variables; line ends are LF.</summary>
    /// <exception cref="FieldException">They can't be opened.</exception>
    public string Open(FieldCipher cipher)
    {
        ArgumentNullException.ThrowIfNull(cipher);
        return cipher.Open(SealedColumn.PromptText.At(VersionId, Language), Text);
    }

    internal static PromptContent Seal(Guid versionId, string language, string text, FieldCipher cipher) =>
        new(versionId, language, cipher.Seal(SealedColumn.PromptText.At(versionId, language), text));
}
