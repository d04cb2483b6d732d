namespace Votive.Storage.Fields;

/// <summary>A column that holds sealed values.</summary>
/// <remarks>
/// A new one is a line here, a property of type <see cref="SealedText"/>, and methods of its entity that seal and open. A test holds
/// this list to the model, and each saved value to the place that the model gives it.
/// </remarks>
/// <param name="Table">Name of the table.</param>
/// <param name="Column">Name of the column.</param>
/// <param name="SealedBy">Which keys seal it.</param>
/// <param name="Key">Columns of the table's key in their order: names, and types <see cref="Guid"/> or <see cref="string"/>.</param>
internal sealed record SealedColumn(string Table, string Column, SealedBy SealedBy, params (string Name, Type Type)[] Key)
{
    public static readonly SealedColumn PromptText =
        new("PromptContents", "Text", SealedBy.Keyring, ("VersionId", typeof(Guid)), ("Language", typeof(string)));

    public static readonly SealedColumn PersonKey = new("PersonKeys", "Key", SealedBy.Keyring, ("Subject", typeof(string)));

    public static readonly SealedColumn DraftAnswers = new("Drafts", "Answers", SealedBy.Person, ("Id", typeof(Guid)));

    public static readonly SealedColumn ReportJson = new("DraftReports", "Json", SealedBy.Person, ("DraftId", typeof(Guid)));

    public static readonly IReadOnlyList<SealedColumn> All = [PromptText, PersonKey, DraftAnswers, ReportJson];

    /// <summary>The place of one row's value.</summary>
    /// <param name="row">The values of <see cref="Key"/>.</param>
    public FieldAddress At(params ReadOnlySpan<object> row)
    {
        var parts = new string[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            // A Guid has one length, and at most one string stands behind it: no two keys give the same text.
            parts[i] = row[i] is Guid id ? id.ToString("D") : (string)row[i];
        }

        return new FieldAddress(Table, Column, string.Join('/', parts));
    }
}

/// <summary>Which keys seal a column.</summary>
internal enum SealedBy
{
    /// <summary>Those of <see cref="StorageOptions.FieldKeys"/>; rotated by <see cref="FieldRewrap"/>.</summary>
    Keyring,

    /// <summary>The key of the person whose row it is.</summary>
    Person,
}
