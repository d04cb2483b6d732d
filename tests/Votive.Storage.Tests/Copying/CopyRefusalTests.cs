using Microsoft.EntityFrameworkCore;
using Votive.PostgresServer;
using Votive.Storage.Copying;

namespace Votive.Storage.Tests.Copying;

public sealed class CopyRefusalTests(LocalPostgres server)
{
    private const string Password = "Tr0ub4dor-and-3";

    [Theory]
    [InlineData("")]
    [InlineData("votive.db")]
    [InlineData("mysql://votive:Tr0ub4dor-and-3@127.0.0.1/votive")]
    [InlineData("postgresql://votive:Tr0ub4dor-and-3@127.0.0.1")]
    [InlineData("postgresql://votive:Tr0ub4dor-and-3@127.0.0.1:port/votive")]
    public async Task UrlOfAnotherForm_IsRefused(string url)
    {
        await using var scene = await CopyScene.CreateAsync(server, 100);

        await RefusedAsync(scene, CopyRefusal.TargetUnfit, "not of the form postgresql://", url);
    }

    [Fact]
    public async Task WrongPassword_IsRefusedWithoutTellingIt()
    {
        await using var scene = await CopyScene.CreateAsync(server, 100);

        await RefusedAsync(scene, CopyRefusal.TargetUnfit, "does not let in", server.Url("postgres", password: Password));
    }

    [Fact]
    public async Task NobodyAtTheAddress_IsUnavailable()
    {
        await using var scene = await CopyScene.CreateAsync(server, 100);

        await RefusedAsync(scene, CopyRefusal.TargetUnavailable, "127.0.0.1:9/votive does not answer", $"postgresql://votive:{Password}@127.0.0.1:9/votive");
    }

    [Fact]
    public async Task UserWithoutRights_IsRefused()
    {
        await using var scene = await CopyScene.CreateAsync(server, 100);
        await server.ExecuteAsync($"CREATE ROLE reader LOGIN PASSWORD '{Password}'");

        await RefusedAsync(scene, CopyRefusal.TargetUnfit, "may not make", server.Url("not_there_yet", "reader", Password));
    }

    [Fact]
    public async Task TargetWithRows_IsRefusedAndStaysAsItWas()
    {
        await using var scene = await CopyScene.CreateAsync(server, 200);
        await scene.CopyAsync();
        await scene.Source.CloseAsync();

        await RefusedAsync(scene, CopyRefusal.TargetNotEmpty, "holds rows already");

        Assert.Equal(200, await scene.CountTargetAsync());
    }

    [Fact]
    public async Task TargetWithAnotherProgramsTable_IsRefused()
    {
        await using var scene = await CopyScene.CreateAsync(server, 100);
        await scene.MigrateTargetAsync();
        await scene.ExecuteTargetAsync("""DROP TABLE "__EFMigrationsHistory" """);

        await RefusedAsync(scene, CopyRefusal.TargetNotEmpty, "that Votive did not make");
    }

    [Fact]
    public async Task TargetOfANewerVersion_IsRefused()
    {
        await using var scene = await CopyScene.CreateAsync(server, 100);
        await scene.MigrateTargetAsync();
        await scene.ExecuteTargetAsync("""INSERT INTO "__EFMigrationsHistory" VALUES ('99990101000000_Later', '99')""");

        await RefusedAsync(scene, CopyRefusal.TargetUnfit, "A newer version of Votive has changed");
    }

    [Fact]
    public async Task TargetInUse_IsRefused()
    {
        await using var scene = await CopyScene.CreateAsync(server, 100);
        await scene.MigrateTargetAsync();
        await using var other = await scene.OpenTargetAsync();
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = other.CreateCommand();
        command.CommandText = """LOCK TABLE "Drafts" IN ROW EXCLUSIVE MODE""";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await RefusedAsync(scene, CopyRefusal.TargetUnavailable, "Another program is using");
    }

    [Fact]
    public async Task NoSource_IsRefused()
    {
        await using var scene = await CopyScene.CreateAsync(server);

        await RefusedAsync(scene, CopyRefusal.SourceUnfit, "There is no database to copy");
    }

    [Fact]
    public async Task OlderSource_IsToldToMigrate()
    {
        await using var scene = await CopyScene.CreateAsync(server);
        await scene.ChangeSourceAsync(context => context.Database.ExecuteSqlAsync($"""DELETE FROM "__EFMigrationsHistory" """, TestContext.Current.CancellationToken));

        await RefusedAsync(scene, CopyRefusal.SourceUnfit, "votive db migrate");
    }

    [Fact]
    public async Task NewerSource_IsRefused()
    {
        await using var scene = await CopyScene.CreateAsync(server);
        await scene.ChangeSourceAsync(context => context.Database.ExecuteSqlAsync(
            $"""INSERT INTO "__EFMigrationsHistory" VALUES ('99990101000000_Later', '99')""", TestContext.Current.CancellationToken));

        await RefusedAsync(scene, CopyRefusal.SourceUnfit, "A newer version of Votive has changed the source");
    }

    [Fact]
    public async Task SourceInUse_IsRefused()
    {
        await using var scene = await CopyScene.CreateAsync(server);
        await using var service = await scene.Source.CreateContextAsync();
        await service.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await service.Drafts.CountAsync(TestContext.Current.CancellationToken);

        await RefusedAsync(scene, CopyRefusal.SourceInUse, "Stop Votive's services first");
    }

    [Fact]
    public async Task NulInAText_IsNamedBeforeAnythingIsMade()
    {
        await using var scene = await CopyScene.CreateAsync(server);
        await scene.ChangeSourceAsync(async context =>
        {
            var run = ("FinishedAt", (object?)DateTime.UnixEpoch);
            await MadeRows.AddRowAsync(context, "JobRuns", ("Job", "good"), run);
            await MadeRows.AddRowAsync(context, "JobRuns", ("Job", "bad"), ("Slot", new DateTime(2026, 5, 4, 3, 2, 1)), ("Result", "secret\0text"), run);
        });

        var refused = await RefusedAsync(scene, CopyRefusal.RowsUnfit, "Nothing was written");

        Assert.Equal(["JobRuns bad/2026-05-04T03:02:01.0000000+00:00: Result has a NUL character, which text in PostgreSQL can't have."], refused.Rows);
        Assert.False((bool)(await server.ExecuteAsync($"SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = '{new Uri(scene.Url).AbsolutePath[1..]}')"))!);
    }

    [Fact]
    public async Task TextLongerThanItsColumn_IsNamed()
    {
        var fits = string.Concat(Enumerable.Repeat("\U0001F600", 64));
        await using var scene = await CopyScene.CreateAsync(server);
        await scene.ChangeSourceAsync(async context =>
        {
            await MadeRows.AddRowAsync(context, "JobRuns", ("Job", "good"), ("Owner", fits), ("FinishedAt", DateTime.UnixEpoch));
            await MadeRows.AddRowAsync(context, "JobRuns", ("Job", "bad"), ("Slot", DateTime.UnixEpoch), ("Owner", fits + " "), ("FinishedAt", DateTime.UnixEpoch));
        });

        var refused = await RefusedAsync(scene, CopyRefusal.RowsUnfit, "Nothing was written");

        Assert.Equal(["JobRuns bad/1970-01-01T00:00:00.0000000+00:00: Owner is longer than 64 characters."], refused.Rows);
    }

    [Fact]
    public async Task ValueOfAnotherType_IsNamed()
    {
        await using var scene = await CopyScene.CreateAsync(server);
        await scene.ChangeSourceAsync(async context =>
        {
            await MadeRows.AddRowAsync(context, "JobRuns", ("Job", "bad"), ("Slot", DateTime.UnixEpoch));
            await context.Database.ExecuteSqlAsync($"""UPDATE "JobRuns" SET "StartedAt" = 'yesterday'""", TestContext.Current.CancellationToken);
        });

        var refused = await RefusedAsync(scene, CopyRefusal.RowsUnfit, "should not hold");

        Assert.Equal(["JobRuns bad/1970-01-01T00:00:00.0000000+00:00: StartedAt is not a DateTimeOffset."], refused.Rows);
    }

    [Fact]
    public async Task KeysThatAreOneOnTheTarget_AreNamed()
    {
        await using var scene = await CopyScene.CreateAsync(server);
        await scene.ChangeSourceAsync(async context =>
        {
            await MadeRows.AddRowAsync(context, "JobRuns", ("Job", "twice"), ("Slot", DateTime.UnixEpoch), ("FinishedAt", DateTime.UnixEpoch));
            await MadeRows.AddRowAsync(context, "JobRuns", ("Job", "twice"), ("Slot", DateTime.UnixEpoch.AddTicks(3)), ("FinishedAt", DateTime.UnixEpoch));
        });

        var refused = await RefusedAsync(scene, CopyRefusal.RowsUnfit, "Nothing was written");

        Assert.Contains("its key is that of another row", Assert.Single(refused.Rows), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RowWithoutTheRowItRefersTo_IsRefusedByTheNameOfTheRule()
    {
        await using var scene = await CopyScene.CreateAsync(server);
        await scene.ChangeSourceAsync(async context =>
        {
            await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await context.Database.ExecuteSqlAsync($"PRAGMA foreign_keys = OFF", TestContext.Current.CancellationToken);
            await MadeRows.AddRowAsync(context, "DraftReports", ("DraftId", Guid.CreateVersion7()));
        });

        await RefusedAsync(scene, CopyRefusal.TargetUnfit, "FK_DraftReports_Drafts_DraftId");

        Assert.Equal(1, await scene.CountTargetAsync());
    }

    private static async Task<CopyRefusedException> RefusedAsync(CopyScene scene, CopyRefusal refusal, string cause, string? url = null)
    {
        var refused = await Assert.ThrowsAsync<CopyRefusedException>(() => scene.CopyAsync(url));

        Assert.Contains(cause, refused.Message, StringComparison.Ordinal);
        Assert.Equal(refusal, refused.Refusal);
        Assert.DoesNotContain(Password, refused.ToString(), StringComparison.Ordinal);
        return refused;
    }
}
