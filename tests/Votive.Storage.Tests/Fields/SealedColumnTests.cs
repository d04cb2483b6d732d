using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Votive.PostgresServer;
using Votive.Storage.Drafts;
using Votive.Storage.Fields;
using Votive.Storage.Prompts;

namespace Votive.Storage.Tests.Fields;

public sealed class SqliteSealedColumnTests() : SealedColumnTests(new TemporaryStorage());

public sealed class PostgresSealedColumnTests(LocalPostgres postgres) : SealedColumnTests(new TemporaryStorage(postgres));

/// <summary>Every sealed column hides what it holds, and gives it back in its own place only.</summary>
public abstract class SealedColumnTests(TemporaryStorage storage) : IAsyncLifetime
{
    [Fact]
    public async Task List_EqualsTheModel()
    {
        await using var context = await storage.CreateContextAsync();

        var inModel = SealedProperties(context).Select(property =>
            (property.DeclaringType.GetTableName(), property.GetColumnName(), Key: Key(property), IsBytes: property.GetColumnType() is "BLOB" or "bytea"));

        Assert.NotEmpty(inModel);
        Assert.Equal(
            inModel.Order(),
            SealedColumn.All
                .Select(column => ((string?)column.Table, column.Column, Key: string.Join(", ", column.Key.Select(part => $"{part.Type.Name} {part.Name}")), true))
                .Order());

        static string Key(IProperty property) => string.Join(
            ", ", ((IEntityType)property.DeclaringType).FindPrimaryKey()!.Properties.Select(part => $"{part.ClrType.Name} {part.GetColumnName()}"));
    }

    [Fact]
    public async Task EverySavedValue_OpensAtThePlaceThatTheModelGivesIt()
    {
        await using var context = await storage.CreateContextAsync();
        await storage.FillAsync(context);
        await context.Set<PromptContent>().LoadAsync(TestContext.Current.CancellationToken);
        await context.Drafts.Include(draft => draft.Report).Include(draft => draft.PersonKey).LoadAsync(TestContext.Current.CancellationToken);

        foreach (var property in SealedProperties(context))
        {
            var type = (IEntityType)property.DeclaringType;
            var rows = context.ChangeTracker.Entries().Where(entry => entry.Metadata == type).ToList();
            Assert.NotEmpty(rows);
            Assert.All(rows, row =>
            {
                var key = type.FindPrimaryKey()!.Properties.Select(part => row.CurrentValues[part]!.ToString());
                var place = new FieldAddress(type.GetTableName()!, property.GetColumnName(), string.Join('/', key));
                var value = (SealedText)row.CurrentValues[property]!;
                var person = row.Entity switch
                {
                    Draft draft => draft.PersonKey,
                    DraftReport report => context.Drafts.Local.Single(draft => draft.Id == report.DraftId).PersonKey,
                    _ => null,
                };
                Assert.NotEmpty(person is null
                    ? TemporaryStorage.Cipher.OpenBytes(place, value)
                    : Encoding.UTF8.GetBytes(person.Open(TemporaryStorage.Cipher).Open(place, value)));
            });
        }
    }

    [Fact]
    public async Task Columns_HoldNothingInClear_EvenWithoutThePagesEncryption()
    {
        await using var context = await storage.CreateContextAsync();
        await storage.FillAsync(context);

        var values = new List<byte[]>();
        foreach (var column in SealedColumn.All)
        {
            values.AddRange(await ReadBytesAsync(context, $"SELECT \"{column.Column}\" FROM \"{column.Table}\""));
        }

        // Two versions in two languages; two people with two drafts and reports each, and their keys.
        Assert.Equal(4 + 2 + 4 + 4, values.Count);
        Assert.All(values, bytes => Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(FilledDatabase.Canary))));
    }

    /// <summary>Each case exchanges two values that have the same form; reading them must fail.</summary>
    [Theory]
    [InlineData("""UPDATE "PromptContents" SET "Text" = (SELECT o."Text" FROM "PromptContents" o WHERE o."Language" = "PromptContents"."Language" AND o."VersionId" <> "PromptContents"."VersionId")""")]
    [InlineData("""UPDATE "PromptContents" SET "Text" = (SELECT o."Text" FROM "PromptContents" o WHERE o."Language" <> "PromptContents"."Language" AND o."VersionId" = "PromptContents"."VersionId")""")]
    [InlineData("""UPDATE "PersonKeys" SET "Key" = (SELECT o."Key" FROM "PersonKeys" o WHERE o."Subject" <> "PersonKeys"."Subject")""")]
    [InlineData("""UPDATE "Drafts" SET "Answers" = (SELECT o."Answers" FROM "Drafts" o WHERE o."Subject" = "Drafts"."Subject" AND o."Id" <> "Drafts"."Id")""")]
    [InlineData("""UPDATE "Drafts" SET "Answers" = (SELECT o."Answers" FROM "Drafts" o WHERE o."Subject" <> "Drafts"."Subject" AND o."Instrument" = "Drafts"."Instrument")""")]
    [InlineData("""UPDATE "Drafts" SET "Subject" = CASE "Subject" WHEN 'visitor-ann' THEN 'visitor-bob' ELSE 'visitor-ann' END WHERE "Instrument" = 'votive-core'""")]
    [InlineData("""UPDATE "Drafts" SET "Answers" = (SELECT r."Json" FROM "DraftReports" r WHERE r."DraftId" = "Drafts"."Id")""")]
    [InlineData("""UPDATE "DraftReports" SET "Json" = (SELECT d."Answers" FROM "Drafts" d WHERE d."Id" = "DraftReports"."DraftId")""")]
    [InlineData("""UPDATE "DraftReports" SET "Json" = (SELECT o."Json" FROM "DraftReports" o WHERE o."DraftId" <> "DraftReports"."DraftId" LIMIT 1)""")]
    public async Task ExchangedValues_AreDetected(string exchange)
    {
        await using var context = await storage.CreateContextAsync();
        await storage.FillAsync(context);

        // One statement can't exchange what is unique; the index is not what holds this.
        await context.Database.ExecuteSqlRawAsync("""DROP INDEX "IX_Drafts_Subject_Instrument" """, TestContext.Current.CancellationToken);
        Assert.NotEqual(0, await context.Database.ExecuteSqlRawAsync(exchange, TestContext.Current.CancellationToken));

        await Assert.ThrowsAsync<FieldException>(() => storage.Open().OpenAllAsync());
    }

    public ValueTask InitializeAsync() => storage.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return storage.DisposeAsync();
    }

    private static IEnumerable<IProperty> SealedProperties(VotiveDbContext context) =>
        context.Model.GetEntityTypes().SelectMany(type => type.GetFlattenedProperties()).Where(property => property.ClrType == typeof(SealedText));

    private static async Task<List<byte[]>> ReadBytesAsync(VotiveDbContext context, string select)
    {
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using DbCommand command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = select;
        var values = new List<byte[]>();
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            values.Add(reader.GetFieldValue<byte[]>(0));
        }

        return values;
    }
}
