using Microsoft.EntityFrameworkCore;
using Votive.Storage.Copying;
using Votive.Storage.Databases;

namespace Votive.Storage.Tests.Copying;

public sealed class CopyPlanTests
{
    private readonly IReadOnlyList<TablePlan> _plan;

    public CopyPlanTests()
    {
        using var source = new DesignTimeSqliteContext().CreateDbContext([]);
        using var target = new DesignTimePostgresContext().CreateDbContext([]);
        _plan = CopyPlan.Create(source.Model.GetRelationalModel(), target.Model.GetRelationalModel());
    }

    [Fact]
    public void EveryTable_ComesAfterThoseItRefersTo()
    {
        using var context = new DesignTimePostgresContext().CreateDbContext([]);
        var place = _plan.Select((table, i) => (table.Name, i)).ToDictionary(table => table.Name, table => table.i);

        var tables = context.Model.GetRelationalModel().Tables.ToList();

        Assert.Equal(tables.Select(table => table.Name).Order(), place.Keys.Order());
        Assert.All(tables, table => Assert.All(table.ForeignKeyConstraints, key => Assert.True(place[key.PrincipalTable.Name] < place[table.Name])));
    }

    [Fact]
    public void EveryColumn_HasACanonicalForm() =>
        Assert.All(
            _plan.SelectMany(table => table.Source.Concat(table.Target).Select(column => (Table: table.Name, Column: column))),
            place => Assert.True(CanonicalRow.Knows(place.Column), $"{place.Table}.{place.Column.Name}: say in CanonicalRow how a {place.Column.ModelType} is written."));
}
