namespace Votive.Storage.Fields;

/// <summary>Where a sealed value lives. It opens at this place only.</summary>
/// <param name="Table">Name of the table.</param>
/// <param name="Column">Name of the column.</param>
/// <param name="Row">Key of the row; the parts of a key of several columns have <c>/</c> between them.</param>
public readonly record struct FieldAddress(string Table, string Column, string Row)
{
    /// <summary>The place, for people to read. Of a person's key without the row: that is the person's id.</summary>
    public override string ToString() => Table == SealedColumn.PersonKey.Table ? $"{Table}.{Column}" : $"{Table}.{Column} of {Row}";
}
