using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Scaffolding;
using Microsoft.EntityFrameworkCore.Scaffolding.Metadata;
using Microsoft.EntityFrameworkCore.Sqlite.Scaffolding.Internal;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL.Scaffolding.Internal;
using Votive.PostgresServer;
using Votive.Storage.Databases;

namespace Votive.Storage.Tests.Databases;

// What `dotnet ef dbcontext scaffold` reads a schema with.
#pragma warning disable EF1001

public sealed class SqliteModelTests() : ModelTests(new TemporaryStorage())
{
    protected override DbContext CreateAtDesignTime() => new DesignTimeSqliteContext().CreateDbContext([]);

    protected override IDatabaseModelFactory SchemaReader(VotiveDbContext context) => new SqliteDatabaseModelFactory(
        context.GetService<IDiagnosticsLogger<DbLoggerCategory.Scaffolding>>(), context.GetService<IRelationalTypeMappingSource>());

    // Entity Framework does not read it on SQLite.
    protected override async Task<string?> ReadFilterAsync(DbConnection connection, DatabaseIndex index)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT sql FROM sqlite_master WHERE name = '{index.Name}'";
        var sql = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        return sql.Split(" WHERE ") is [_, var filter] ? filter : null;
    }
}

public sealed class PostgresModelTests(LocalPostgres postgres) : ModelTests(new TemporaryStorage(postgres))
{
    [Fact]
    public async Task ChangedCollation_IsSeen() =>
        await DifferenceIsSeenAsync($"""ALTER TABLE "Prompts" ALTER COLUMN "Key" TYPE character varying(100) COLLATE "POSIX" """, "Prompts.Key");

    [Theory]
    [InlineData("""ALTER TABLE "Drafts" ALTER COLUMN "CurrentItem" SET NOT NULL""", "Drafts.CurrentItem")]
    [InlineData("""ALTER TABLE "Drafts" ALTER COLUMN "Locale" TYPE text COLLATE "C" """, "Drafts.Locale")]
    [InlineData("""ALTER TABLE "DraftReports" DROP CONSTRAINT "FK_DraftReports_Drafts_DraftId" """, "DraftReports: foreign key")]
    public async Task ChangeOnlyPostgresCanMake_IsSeen(string sql, string place) => await DifferenceIsSeenAsync(sql, place);

    protected override DbContext CreateAtDesignTime() => new DesignTimePostgresContext().CreateDbContext([]);

    protected override IDatabaseModelFactory SchemaReader(VotiveDbContext context) =>
        new NpgsqlDatabaseModelFactory(context.GetService<IDiagnosticsLogger<DbLoggerCategory.Scaffolding>>());

    protected override Task<string?> ReadFilterAsync(DbConnection connection, DatabaseIndex index) => Task.FromResult(index.Filter?.Trim('(', ')'));
}

#pragma warning restore EF1001

/// <summary>The entities, the migrations, the compiled model and a migrated database say the same.</summary>
public abstract class ModelTests(TemporaryStorage storage) : IAsyncLifetime
{
    private const string Remedy = "Run eng/models, which makes what is missing.";

    [Fact]
    public void Model_EqualsTheMigrations()
    {
        using var context = CreateAtDesignTime();

        Assert.False(context.Database.HasPendingModelChanges(), $"There is a change without migration. {Remedy}");
    }

    [Fact]
    public async Task Model_EqualsTheSchemaOfAMigratedDatabase()
    {
        await using var context = await storage.CreateContextAsync();

        var model = DescribeModel(context);
        Assert.True(model.Count > 80, "The test looked at nothing.");
        Assert.Equal(model, await DescribeDatabaseAsync(context));
    }

    [Theory]
    [InlineData("""DROP TABLE "DraftReports" """, "DraftReports.DraftId")]
    [InlineData("""ALTER TABLE "Drafts" DROP COLUMN "CurrentItem" """, "Drafts.CurrentItem")]
    [InlineData("""ALTER TABLE "Drafts" ADD COLUMN "Mood" integer""", "Drafts.Mood")]
    [InlineData("""DROP INDEX "IX_Drafts_ExpiresAt" """, "Drafts: index IX_Drafts_ExpiresAt")]
    [InlineData("""DROP INDEX "IX_JobRuns_Job"; CREATE UNIQUE INDEX "IX_JobRuns_Job" ON "JobRuns" ("Job")""", "JobRuns: index IX_JobRuns_Job")]
    [InlineData("""DROP INDEX "IX_Prompts_Key"; CREATE INDEX "IX_Prompts_Key" ON "Prompts" ("Key")""", "Prompts: index IX_Prompts_Key")]
    public async Task SchemaThatDiffers_IsSeen(string sql, string place) => await DifferenceIsSeenAsync(sql, place);

    [Fact]
    public async Task CompiledModel_EqualsTheOneBuiltFromTheEntities()
    {
        await using var context = await storage.CreateContextAsync();
        var built = context.GetService<IModelSource>().GetModel(context, context.GetService<ModelCreationDependencies>(), designTime: false);

        Assert.NotEqual(built.GetType(), context.Model.GetType());
        Assert.True(Describe(built) == Describe(context.Model), $"The compiled model is not that of the entities. {Remedy}");
    }

    public ValueTask InitializeAsync() => storage.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await storage.DisposeAsync();
    }

    protected abstract DbContext CreateAtDesignTime();

    protected abstract IDatabaseModelFactory SchemaReader(VotiveDbContext context);

    protected abstract Task<string?> ReadFilterAsync(DbConnection connection, DatabaseIndex index);

    protected async Task DifferenceIsSeenAsync(string sql, string place)
    {
        await using var context = await storage.CreateContextAsync();

        await context.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);

        var model = DescribeModel(context);
        var database = await DescribeDatabaseAsync(context);
        var different = model.Except(database).Concat(database.Except(model)).ToList();
        Assert.NotEmpty(different);
        Assert.Contains(different, line => line.StartsWith(place, StringComparison.Ordinal));
    }

    /// <summary>All that is known of a model: its entities without what they say of tables, then the tables, then how values are converted.</summary>
    private static string Describe(IModel model)
    {
        var lines = model.ToDebugString(MetadataDebugStringOptions.LongDefault).Split('\n')

            // A compiled model repeats them for the parts of an entity, which is no difference.
            .Where(line => line.Trim() is not "Annotations:" && !line.Contains("Relational:", StringComparison.Ordinal))
            .Append(model.GetRelationalModel().ToDebugString(MetadataDebugStringOptions.LongDefault))
            .Concat(
                from type in model.GetEntityTypes()
                from property in type.GetFlattenedProperties()
                let converter = property.GetTypeMapping().Converter
                where converter is not null
                select $"{type.Name}.{property.Name}: {converter.ConvertToProviderExpression}; {converter.ConvertFromProviderExpression}");
        return string.Join('\n', lines);
    }

    private static List<string> DescribeModel(VotiveDbContext context)
    {
        var lines = new List<string>();
        foreach (var table in context.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables)
        {
            lines.AddRange(table.Columns.Select(column => Column(table.Name, column.Name, column.StoreType, column.IsNullable, column.Collation)));
            lines.Add(Key(table.Name, table.PrimaryKey!.Columns.Select(column => column.Name)));
            lines.AddRange(table.Indexes.Select(index => Index(table.Name, index.Name, index.Columns.Select(column => column.Name), index.IsUnique, index.Filter)));
            lines.AddRange(table.ForeignKeyConstraints.Select(key => ForeignKey(
                table.Name, key.Columns.Select(column => column.Name), key.PrincipalTable.Name, key.PrincipalColumns.Select(column => column.Name), $"{key.OnDeleteAction}")));
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private async Task<List<string>> DescribeDatabaseAsync(VotiveDbContext context)
    {
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var connection = context.Database.GetDbConnection();
        var lines = new List<string>();
        foreach (var table in SchemaReader(context).Create(connection, new DatabaseModelFactoryOptions()).Tables.Where(table => !table.Name.StartsWith("__EF", StringComparison.Ordinal)))
        {
            lines.AddRange(table.Columns.Select(column => Column(table.Name, column.Name, column.StoreType!, column.IsNullable, column.Collation)));
            lines.Add(Key(table.Name, table.PrimaryKey!.Columns.Select(column => column.Name)));
            foreach (var index in table.Indexes)
            {
                lines.Add(Index(table.Name, index.Name!, index.Columns.Select(column => column.Name), index.IsUnique, await ReadFilterAsync(connection, index)));
            }

            lines.AddRange(table.ForeignKeys.Select(key => ForeignKey(
                table.Name, key.Columns.Select(column => column.Name), key.PrincipalTable.Name, key.PrincipalColumns.Select(column => column.Name), $"{key.OnDelete}")));
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static string Column(string table, string name, string type, bool isNullable, string? collation) =>
        $"{table}.{name}: {type}{(isNullable ? "" : " not null")} {collation}";

    private static string Key(string table, IEnumerable<string> columns) => $"{table}: key ({string.Join(", ", columns)})";

    private static string Index(string table, string name, IEnumerable<string> columns, bool isUnique, string? filter) =>
        $"{table}: index {name} ({string.Join(", ", columns)}){(isUnique ? " unique" : "")} {filter}";

    private static string ForeignKey(string table, IEnumerable<string> columns, string principal, IEnumerable<string> principalColumns, string onDelete) =>
        $"{table}: foreign key ({string.Join(", ", columns)}) to {principal} ({string.Join(", ", principalColumns)}), {onDelete}";
}
