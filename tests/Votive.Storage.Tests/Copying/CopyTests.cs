using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Votive.PostgresServer;
using Votive.Storage.Copying;

namespace Votive.Storage.Tests.Copying;

public sealed class CopyTests(LocalPostgres server)
{
    [Fact]
    public async Task HundredThousandRows_AreTheSameRowByRow()
    {
        await using var scene = await CopyScene.CreateAsync(server, 100_000);
        var started = TimeProvider.System.GetTimestamp();

        var report = await scene.CopyAsync();

        var elapsed = TimeProvider.System.GetElapsedTime(started);
        Assert.Equal(100_000, report.Rows);
        Assert.All(report.Tables, table => Assert.True(table.IsEqual, table.Name));
        Assert.All(report.Tables, table => Assert.True(table.Rows > 0, $"{table.Name} has no rows to prove anything with."));
        Assert.Equal(100_000, await scene.CountTargetAsync());
        var figures = new StringBuilder();
        foreach (var table in report.Tables)
        {
            figures.AppendLine(CultureInfo.InvariantCulture, $"{table.Name,-24} {table.Rows,7} rows {table.Bytes,10} bytes  {table.SourceChecksum}  {table.TargetChecksum}");
        }

        figures.AppendLine(CultureInfo.InvariantCulture, $"{report.Rows} rows, {report.Bytes} bytes in {elapsed.TotalSeconds:0.0} s: {report.Rows / elapsed.TotalSeconds:0} rows/s, checks included");
        TestContext.Current.TestOutputHelper!.Write(figures.ToString());
    }

    [Fact]
    public async Task OddTexts_ComeBackAsTheyWere()
    {
        string[] texts =
        [
            "", " ", "\u0001\u001F\u007F\u0085\u2028", "e\u0301 is not \u00e9", "\uFFFD \uFEFF \uFFFE", "\U0001F469\u200D\U0001F4BB \U0010FFFF", "\u202E\u0627\u0644", "trailing  \r\n",
            "{ \"b\" :1,\r\n\t\"a\": [ 1.0, 1e2 ,\"\\u0041\\ud83d\\ude00\" ] }", "\\N", "\\.", new('ż', 600_000),
        ];
        await using var scene = await CopyScene.CreateAsync(server);
        await scene.ChangeSourceAsync(async context =>
        {
            for (var i = 0; i < texts.Length; i++)
            {
                await MadeRows.AddRowAsync(context, "JobRuns", ("Job", $"job {i}"), ("FinishedAt", DateTime.UnixEpoch), ("Outcome", "Completed"), ("Result", texts[i]));
            }
        });

        await scene.CopyAsync();

        for (var i = 0; i < texts.Length; i++)
        {
            Assert.Equal(texts[i], await scene.ReadTargetAsync<string>($"""SELECT "Result" FROM "JobRuns" WHERE "Job" = 'job {i}'"""));
        }
    }

    [Fact]
    public async Task OddNumbersTimesListsAndNulls_ComeBackAsTheyWere()
    {
        var prompt = Guid.CreateVersion7();
        await using var scene = await CopyScene.CreateAsync(server);
        await scene.ChangeSourceAsync(async context =>
        {
            await MadeRows.AddRowAsync(context, "JobRuns", ("Job", "first"), ("Slot", DateTime.MinValue), ("StartedAt", DateTime.MaxValue), ("FinishedAt", null), ("Outcome", null), ("Result", null));
            await MadeRows.AddRowAsync(context, "Prompts", ("Id", prompt), ("Key", "ODD"));
            await MadeRows.AddRowAsync(
                context, "PromptVersions", ("Id", prompt), ("PromptId", prompt), ("Number", int.MaxValue), ("Hash", "ff"), ("Standard_MaxTokens", int.MinValue),
                ("Standard_Temperature", double.Epsilon), ("Thinking_Temperature", -0.1), ("Standard_Model", null), ("Variables", """["", "NULL", "{a,b}", "\"ż\\"]"""));
            await context.Database.ExecuteSqlAsync($"""UPDATE "ConfigurationRevisions" SET "Number" = 9223372036854775807""", TestContext.Current.CancellationToken);
        });

        var report = await scene.CopyAsync();

        Assert.All(report.Tables, table => Assert.True(table.IsEqual));
        Assert.Equal("-infinity", await scene.ReadTargetAsync<string>("""SELECT "Slot"::text FROM "JobRuns" """));
        Assert.Equal("9999-12-31 23:59:59.999999", await scene.ReadTargetAsync<string>("""SELECT ("StartedAt" AT TIME ZONE 'UTC')::text FROM "JobRuns" """));
        Assert.True(await scene.ReadTargetAsync<bool>("""SELECT "FinishedAt" IS NULL AND "Outcome" IS NULL AND "Result" IS NULL FROM "JobRuns" """));
        Assert.Equal(double.Epsilon, await scene.ReadTargetAsync<double>("""SELECT "Standard_Temperature" FROM "PromptVersions" """));
        Assert.Equal(["", "NULL", "{a,b}", "\"ż\\"], await scene.ReadTargetAsync<string[]>("""SELECT "Variables" FROM "PromptVersions" """));
        Assert.Equal(long.MaxValue, await scene.ReadTargetAsync<long>("""SELECT "Number" FROM "ConfigurationRevisions" """));
    }

    [Fact]
    public async Task TimeFinerThanAMicrosecond_CountsAsItsMicrosecond()
    {
        await using var scene = await CopyScene.CreateAsync(server);
        await scene.ChangeSourceAsync(async context =>
        {
            await MadeRows.AddRowAsync(context, "JobRuns", ("Job", "old"));
            await context.Database.ExecuteSqlAsync($"""UPDATE "JobRuns" SET "StartedAt" = '2026-02-03 04:05:06.1234567'""", TestContext.Current.CancellationToken);
        });

        var report = await scene.CopyAsync();

        Assert.All(report.Tables, table => Assert.True(table.IsEqual));
        Assert.Equal("2026-02-03 04:05:06.123456", await scene.ReadTargetAsync<string>("""SELECT ("StartedAt" AT TIME ZONE 'UTC')::text FROM "JobRuns" """));
    }

    [Fact]
    public async Task EmptyButMigratedTarget_IsTaken()
    {
        await using var scene = await CopyScene.CreateAsync(server, 200);
        await scene.MigrateTargetAsync();

        var report = await scene.CopyAsync();

        Assert.Equal(200, report.Rows);
        Assert.Equal(200, await scene.CountTargetAsync());
    }

    [Fact]
    public async Task DryRun_CountsAndMakesNothing()
    {
        await using var scene = await CopyScene.CreateAsync(server, 200);

        var report = await scene.CopyAsync(dryRun: true);

        Assert.Equal(200, report.Rows);
        Assert.All(report.Tables, table => Assert.Null(table.IsEqual));
        Assert.False((bool)(await server.ExecuteAsync($"SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = '{new Uri(scene.Url).AbsolutePath[1..]}')"))!);
    }

    [Fact]
    public async Task RowChangedOnItsWay_IsNamedAndNothingIsKept()
    {
        await using var scene = await CopyScene.CreateAsync(server, 1_000);
        await scene.MigrateTargetAsync();
        var draft = MadeRows.Id(1, 77);
        await scene.ExecuteTargetAsync($"""
            CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW."Revision" := NEW."Revision" + 1; RETURN NEW; END $$;
            CREATE TRIGGER change BEFORE INSERT ON "Drafts" FOR EACH ROW WHEN (NEW."Id" = '{draft}') EXECUTE FUNCTION change();
            """);

        var refused = await Assert.ThrowsAsync<CopyRefusedException>(() => scene.CopyAsync());

        Assert.Equal(CopyRefusal.Different, refused.Refusal);
        Assert.Equal([$"Drafts {draft}: is not the same in the target."], refused.Rows);
        Assert.Equal(1, await scene.CountTargetAsync());
    }

    [Fact]
    public async Task RowSwallowedOnItsWay_IsNamedAndNothingIsKept()
    {
        await using var scene = await CopyScene.CreateAsync(server, 1_000);
        await scene.MigrateTargetAsync();
        var report = MadeRows.Id(1, 2 * 77);
        await scene.ExecuteTargetAsync($"""
            CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
            CREATE TRIGGER swallow BEFORE INSERT ON "DraftReports" FOR EACH ROW WHEN (NEW."DraftId" = '{report}') EXECUTE FUNCTION swallow();
            """);

        var refused = await Assert.ThrowsAsync<CopyRefusedException>(() => scene.CopyAsync());

        Assert.Equal([$"DraftReports {report}: is not in the target."], refused.Rows);
        Assert.Equal(1, await scene.CountTargetAsync());
    }

    [Fact]
    public async Task RowChangedByTheCommit_IsNamed()
    {
        await using var scene = await CopyScene.CreateAsync(server, 1_000);
        await scene.MigrateTargetAsync();
        var draft = MadeRows.Id(1, 77);
        await scene.ExecuteTargetAsync($"""
            CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE "Drafts" SET "Revision" = 0 WHERE "Id" = NEW."Id"; RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER change AFTER INSERT ON "Drafts" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW."Id" = '{draft}') EXECUTE FUNCTION change();
            """);

        var refused = await Assert.ThrowsAsync<CopyRefusedException>(() => scene.CopyAsync());

        Assert.Equal(CopyRefusal.DifferentAfterCommit, refused.Refusal);
        Assert.Equal([$"Drafts {draft}: is not the same in the target."], refused.Rows);
    }

    [Theory]
    [InlineData(CopyStep.Checking)]
    [InlineData(CopyStep.Copying)]
    [InlineData(CopyStep.Verifying)]
    public async Task Stopped_LeavesNoRowAndASecondCopyWorks(CopyStep step)
    {
        await using var scene = await CopyScene.CreateAsync(server, 2_000);
        await scene.MigrateTargetAsync();
        using var stop = new CancellationTokenSource();
        var progress = new Reports(report =>
        {
            if (report.Step == step && report.Rows >= report.TotalRows / 2)
            {
                stop.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.CopyAsync(progress: progress, cancellationToken: stop.Token));

        Assert.Equal(1, await scene.CountTargetAsync());
        await scene.Source.CloseAsync();
        Assert.Equal(2_000, (await scene.CopyAsync()).Rows);
    }

    [Fact]
    public async Task StoppedAfterTheCommit_SaysThatTheCopyIsThere()
    {
        await using var scene = await CopyScene.CreateAsync(server, 1_000);
        using var stop = new CancellationTokenSource();
        var progress = new Reports(report =>
        {
            if (report.Step == CopyStep.VerifyingAgain)
            {
                stop.Cancel();
            }
        });

        var refused = await Assert.ThrowsAsync<CopyRefusedException>(() => scene.CopyAsync(progress: progress, cancellationToken: stop.Token));

        Assert.Equal(CopyRefusal.CommittedOnly, refused.Refusal);
        Assert.Equal(1_000, await scene.CountTargetAsync());
    }

    [Fact]
    public async Task Progress_GoesThroughAllStepsToTheLastRow()
    {
        await using var scene = await CopyScene.CreateAsync(server, 1_000);
        var reports = new List<CopyProgress>();

        await scene.CopyAsync(progress: new Reports(reports.Add));

        var last = reports.GroupBy(report => report.Step).Select(step => step.Last());
        Assert.Equal(
            [CopyStep.Checking, CopyStep.Copying, CopyStep.Verifying, CopyStep.VerifyingAgain],
            last.Where(report => report.Rows == 1_000 && report.TotalRows == 1_000).Select(report => report.Step));
    }

    /// <summary>Tells at once, on the copy's own thread.</summary>
    private sealed class Reports(Action<CopyProgress> tell) : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value) => tell(value);
    }
}
