using Microsoft.Extensions.DependencyInjection;
using Votive.EncryptedSqlite;
using Votive.Storage.Databases;
using Votive.Storage.Maintenance;

namespace Votive.Storage.Tests.Maintenance;

public sealed class DatabaseRekeyTests : IAsyncLifetime
{
    private MaintenanceFixture _database = null!;

    public async ValueTask InitializeAsync() => _database = await MaintenanceFixture.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(false, true, false, RekeyState.Settled)]
    [InlineData(false, false, false, RekeyState.Unknown)]
    [InlineData(true, true, false, RekeyState.Announced)]
    [InlineData(true, false, true, RekeyState.Replaced)]
    [InlineData(true, false, false, RekeyState.Unknown)]
    internal void State_IsToldByTheKeyThatOpens(bool isAnnounced, bool currentOpens, bool nextOpens, RekeyState expected) =>
        Assert.Equal(expected, RekeyStates.Read(isAnnounced, currentOpens, nextOpens));

    [Fact]
    public async Task Rekey_MovesEveryRowUnderTheNewKeyAndASaltOfItsOwn()
    {
        var before = EncryptedFile.ReadSalt(_database.DatabasePath);
        var keys = new KeyFile(_database.Folder);

        var outcome = await RekeyAsync(keys);

        Assert.Equal((MaintenanceFixture.OtherKey, MaintenanceFixture.Key, null), keys.Read());
        Assert.NotEqual(before, outcome.Salt);
        Assert.Equal(MaintenanceFixture.Drafts, MaintenanceFixture.ReadSubjects(_database.DatabasePath, MaintenanceFixture.OtherKey).Count);
        Assert.Equal(EncryptedFileState.WrongKeyOrDamaged, EncryptedFile.Probe(_database.DatabasePath, DatabaseKey.Parse(MaintenanceFixture.Key)));
        Assert.DoesNotContain(Directory.EnumerateFiles(_database.Folder), path => path.Contains("rekey", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunningService_IsNotDisturbed()
    {
        var keys = new KeyFile(_database.Folder);
        await _database.SaveAsync("somebody");

        await Fails.WithAsync(MaintenanceFault.InUse, () => _database.PassingTimeAsync(RekeyAsync(keys)));

        Assert.Equal((MaintenanceFixture.Key, null, null), keys.Read());
    }

    [Fact]
    public async Task Cancelled_LeavesKeyAndDatabaseAsTheyWere()
    {
        using var cancelled = new CancellationTokenSource();
        var keys = new KeyFile(_database.Folder);
        var progress = new Listener(step =>
        {
            if (step.Step == MaintenanceStep.Copying)
            {
                cancelled.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _database.Get<DatabaseRekey>().RunAsync(keys, progress, cancelled.Token));

        Assert.Equal((MaintenanceFixture.Key, null, null), keys.Read());
        Assert.Equal(MaintenanceFixture.Drafts, MaintenanceFixture.ReadSubjects(_database.DatabasePath).Count);
        Assert.DoesNotContain(Directory.EnumerateFiles(_database.Folder), path => path.Contains("rekey", StringComparison.Ordinal));
    }

    /// <summary>A copy of the folder at each step is what a kill at that step leaves.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task KilledAtAnyStep_TheNextStartOrRekeyGoesOnByItself(bool byStart)
    {
        var snapshots = new List<(MaintenanceStep Step, string Folder)>();
        var progress = new Listener(step =>
        {
            if (snapshots.Count == 0 || snapshots[^1].Step != step.Step)
            {
                var folder = Path.Combine(_database.Folder, $"killed-{snapshots.Count}");
                MaintenanceFixture.CopyFolder(_database.Folder, folder);
                snapshots.Add((step.Step, folder));
            }
        });
        await RekeyAsync(new KeyFile(_database.Folder), progress);
        Assert.Contains(MaintenanceStep.KeyPromoted, snapshots.Select(snapshot => snapshot.Step));
        Assert.True(snapshots.Count >= 9, $"Only {snapshots.Count} moments were seen.");

        foreach (var (step, folder) in snapshots)
        {
            var keys = new KeyFile(folder);
            var rekey = _database.Get<DatabaseRekey>(keys.Read().Current, keys.Read().Previous, folder);
            if (byStart)
            {
                await rekey.RecoverAsync(keys);
            }
            else
            {
                await rekey.RunAsync(keys, null, TestContext.Current.CancellationToken);
            }

            var (current, _, next) = keys.Read();
            Assert.True(next is null, $"{step}: the next key is still announced.");
            Assert.DoesNotContain(Directory.EnumerateFiles(folder), path => path.Contains("rekey", StringComparison.Ordinal));
            await _database.OpenService(current, folder: folder).GetRequiredService<VotiveDatabase>().MigrateAsync(refuseLost: true, TestContext.Current.CancellationToken);
            Assert.Equal(MaintenanceFixture.Drafts, MaintenanceFixture.ReadSubjects(Path.Combine(folder, "votive.db"), current).Count);
        }
    }

    [Fact]
    public async Task HalfMadeCopyOfAKilledRun_IsNeverUsed()
    {
        var keys = new KeyFile(_database.Folder);
        keys.Announce();
        await File.WriteAllBytesAsync(_database.DatabasePath + ".rekeying", new byte[40_960], TestContext.Current.CancellationToken);

        await RekeyAsync(keys);

        Assert.Equal(MaintenanceFixture.Drafts, MaintenanceFixture.ReadSubjects(_database.DatabasePath, MaintenanceFixture.OtherKey).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FormerOfAnEarlierRun_IsKeptUntilTheDatabaseIsProvedWhole(bool byStart)
    {
        var keys = new KeyFile(_database.Folder);
        keys.Announce();
        var former = _database.DatabasePath + ".before-rekey";
        File.Copy(_database.DatabasePath, former);
        DatabaseBackupTests.DamagePage(_database.DatabasePath, 7);

        await Fails.WithAsync(MaintenanceFault.Damaged, () => byStart ? _database.Get<DatabaseRekey>().RecoverAsync(keys) : RekeyAsync(keys));

        Assert.True(File.Exists(former));
    }

    [Fact]
    public async Task KeyThatIsAskedFor_TakesTheAnnouncedOnesPlace()
    {
        var asked = new string('4', 64);
        new KeyFile(_database.Folder).Announce();
        var keys = new KeyFile(_database.Folder, asked);

        await RekeyAsync(keys);

        Assert.Equal((asked, MaintenanceFixture.Key, null), keys.Read());
        Assert.Equal(MaintenanceFixture.Drafts, MaintenanceFixture.ReadSubjects(_database.DatabasePath, asked).Count);
    }

    [Fact]
    public async Task AnotherKeyThanTheOneThatCameIntoForce_IsRefused()
    {
        await RekeyAsync(new KeyFile(_database.Folder));
        var killed = new KeyFile(_database.Folder, new string('4', 64));
        killed.Write((MaintenanceFixture.Key, null, MaintenanceFixture.OtherKey));

        var message = await Fails.WithAsync(MaintenanceFault.Key, () => RekeyAsync(killed));

        Assert.Contains("without NEW_DATABASE_KEY", message, StringComparison.Ordinal);
        Assert.Equal((MaintenanceFixture.Key, null, MaintenanceFixture.OtherKey), killed.Read());
    }

    [Fact]
    public async Task NeitherKeyOpens_IsRefused_AndNothingIsTouched()
    {
        var keys = new KeyFile(_database.Folder);
        var before = await File.ReadAllBytesAsync(_database.DatabasePath, TestContext.Current.CancellationToken);

        await Fails.WithAsync(
            MaintenanceFault.Key, () => _database.Get<DatabaseRekey>(new string('3', 64)).RunAsync(keys, null, TestContext.Current.CancellationToken));

        Assert.Equal(before, await File.ReadAllBytesAsync(_database.DatabasePath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task DamagedDatabase_KeepsItsKey()
    {
        DatabaseBackupTests.DamagePage(_database.DatabasePath, 7);
        var keys = new KeyFile(_database.Folder);

        await Fails.WithAsync(MaintenanceFault.Damaged, () => RekeyAsync(keys));

        Assert.Equal((MaintenanceFixture.Key, null, null), keys.Read());
    }

    private Task<RekeyOutcome> RekeyAsync(KeyFile keys, IProgress<MaintenanceProgress>? progress = null) =>
        _database.Get<DatabaseRekey>().RunAsync(keys, progress, TestContext.Current.CancellationToken);

    /// <summary>Three lines in the folder: the keys in force, before and next.</summary>
    private sealed class KeyFile(string folder, string? asked = null) : IKeyChange
    {
        private readonly string _path = Path.Combine(folder, "keys");

        public byte[]? NextKey => Read().Next is { } next ? DatabaseKey.Parse(next) : null;

        public byte[]? AskedKey => asked is null ? null : DatabaseKey.Parse(asked);

        public (string Current, string? Previous, string? Next) Read()
        {
            var lines = File.Exists(_path) ? File.ReadAllLines(_path) : [MaintenanceFixture.Key, "", ""];
            return (lines[0], lines[1].Length == 0 ? null : lines[1], lines[2].Length == 0 ? null : lines[2]);
        }

        public byte[] Announce()
        {
            Write(Read() with { Next = asked ?? MaintenanceFixture.OtherKey });
            return NextKey!;
        }

        public void Promote() => Write((Read().Next!, Read().Current, null));

        public void Withdraw() => Write(Read() with { Next = null });

        public void Write((string Current, string? Previous, string? Next) keys) =>
            File.WriteAllLines(_path, [keys.Current, keys.Previous ?? "", keys.Next ?? ""]);
    }
}
