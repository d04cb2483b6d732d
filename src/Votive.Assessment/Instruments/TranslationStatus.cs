namespace Votive.Assessment.Instruments;

/// <summary>How far the translation of an item was checked.</summary>
public enum TranslationStatus
{
    /// <summary>Made by us, not checked by others.</summary>
    Draft,

    /// <summary>Checked by a second person.</summary>
    Reviewed,

    /// <summary>Tested on answers.</summary>
    Validated,
}
