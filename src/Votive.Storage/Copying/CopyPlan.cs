using Microsoft.EntityFrameworkCore.Metadata;

namespace Votive.Storage.Copying;

/// <summary>One table of the model, with its columns as both sides keep them.</summary>
/// <param name="Name">Its name, the same on both sides.</param>
/// <param name="KeyCount">How many of the columns are the primary key; they come first, in the key's order. The others follow by name.</param>
/// <param name="Source">The source's columns.</param>
/// <param name="Target">The target's, in the same order.</param>
internal sealed record TablePlan(string Name, int KeyCount, IReadOnlyList<StoredColumn> Source, IReadOnlyList<StoredColumn> Target);

/// <summary>All tables of the model, every one after those that it refers to.</summary>
internal static class CopyPlan
{
    /// <exception cref="NotSupportedException">The model has something that copying does not know; a test tells of it before a person meets it.</exception>
    public static IReadOnlyList<TablePlan> Create(IRelationalModel source, IRelationalModel target)
    {
        var sources = source.Tables.ToDictionary(table => table.Name, StringComparer.Ordinal);
        return [.. InOrderOfReferences(target).Select(table => Pair(sources[table.Name], table))];
    }

    private static TablePlan Pair(ITable source, ITable target)
    {
        var key = target.PrimaryKey?.Columns ?? throw new NotSupportedException($"{target.Name} has no key, so its rows can't be told apart.");
        var others = target.Columns.Except(key).OrderBy(column => column.Name, StringComparer.Ordinal);
        string[] names = [.. key.Concat(others).Select(column => column.Name)];
        var plan = new TablePlan(
            target.Name,
            key.Count,
            [.. names.Select(name => new StoredColumn(source.FindColumn(name)!))],
            [.. names.Select(name => new StoredColumn(target.FindColumn(name)!))]);

        // Where the database counts, the target's counter would have to be moved as well.
        var counted = target.Columns.FirstOrDefault(column =>
            column.PropertyMappings[0].Property is { ValueGenerated: not ValueGenerated.Never } property && property.ClrType != typeof(Guid));
        return counted is null ? plan : throw new NotSupportedException($"{target.Name}.{counted.Name} is made by the database; copying does not carry its counter.");
    }

    private static List<ITable> InOrderOfReferences(IRelationalModel model)
    {
        var waiting = model.Tables.OrderBy(table => table.Name, StringComparer.Ordinal).ToList();
        var ordered = new List<ITable>(waiting.Count);
        while (waiting.Count > 0)
        {
            // A table may refer to itself: references are checked when all its rows are there.
            var next = waiting.Find(table => table.ForeignKeyConstraints.All(key => key.PrincipalTable == table || ordered.Contains(key.PrincipalTable)))
                ?? throw new NotSupportedException($"Tables refer to each other in a circle, {waiting[0].Name} among them.");
            waiting.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }
}
