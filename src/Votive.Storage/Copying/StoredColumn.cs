using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Votive.Storage.Copying;

/// <summary>One column as one provider keeps it; reads and writes the model's values through that provider's conversions.</summary>
internal sealed class StoredColumn
{
    private static readonly MethodInfo ReadField = typeof(StoredColumn).GetMethod(nameof(ReadAs), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly RelationalTypeMapping _mapping;
    private readonly Func<DbDataReader, int, object> _read;

    public StoredColumn(IColumn column)
    {
        // Entities that share a table share its columns' types too.
        var mapping = column.PropertyMappings.Count > 0
            ? column.PropertyMappings[0]
            : throw new NotSupportedException($"{column.Table.Name}.{column.Name} belongs to no property, so copying does not know what it holds.");
        Name = column.Name;
        ModelType = Nullable.GetUnderlyingType(mapping.Property.ClrType) ?? mapping.Property.ClrType;
        MaxLength = ModelType == typeof(string) ? mapping.Property.GetMaxLength() : null;
        _mapping = mapping.TypeMapping;
        var stored = _mapping.Converter?.ProviderClrType ?? _mapping.ClrType;
        StoredType = Nullable.GetUnderlyingType(stored) ?? stored;
        _read = ReadField.MakeGenericMethod(StoredType).CreateDelegate<Func<DbDataReader, int, object>>();
    }

    public string Name { get; }

    /// <summary>Type of the property.</summary>
    public Type ModelType { get; }

    /// <summary>Type in which the provider gives and takes it.</summary>
    public Type StoredType { get; }

    /// <summary>The database's name of the type, without its size.</summary>
    public string StoreTypeName => _mapping.StoreTypeNameBase;

    /// <summary>Longest text in characters (Unicode code points); null for no limit.</summary>
    public int? MaxLength { get; }

    /// <summary>The model's value of a field; null for NULL.</summary>
    public object? Read(DbDataReader reader, int ordinal)
    {
        if (reader.IsDBNull(ordinal))
        {
            return null;
        }

        var stored = _read(reader, ordinal);
        return _mapping.Converter is { } converter ? converter.ConvertFromProvider(stored) : stored;
    }

    /// <summary>What the provider keeps for a value of the model.</summary>
    public object? ToStored(object? value) => value is not null && _mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value;

    private static object ReadAs<T>(DbDataReader reader, int ordinal)
        where T : notnull => reader.GetFieldValue<T>(ordinal);
}
