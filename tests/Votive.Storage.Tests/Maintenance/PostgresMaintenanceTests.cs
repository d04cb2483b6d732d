using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Votive.PostgresServer;
using Votive.Storage.Databases;
using Votive.Storage.Fields;
using Votive.Storage.Maintenance;

namespace Votive.Storage.Tests.Maintenance;

/// <summary>What looks works on PostgreSQL too, and what is for the file says so.</summary>
public sealed class PostgresMaintenanceTests(LocalPostgres postgres) : IAsyncLifetime
{
    private readonly TemporaryStorage _storage = new(postgres);

    public ValueTask InitializeAsync() => _storage.InitializeAsync();

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task UpToDateDatabase_VerifiesAndTellsItsRows()
    {
        await _storage.MigrateAsync();

        var report = await Verification().CheckDatabaseAsync(null, TestContext.Current.CancellationToken);
        var status = await Status().ReadAsync(TestContext.Current.CancellationToken);

        Assert.True(report.IsGood, string.Join(' ', report.Faults));
        Assert.Equal((SchemaState.Current, null), (status.Schema, status.Fault));
        Assert.Equal(0, status.Rows["Drafts"]);
        Assert.DoesNotContain("@", status.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatIsGone_IsTheFault_AndNoCrash()
    {
        _storage.DatabaseUrl = "postgresql://votive:secret@127.0.0.1:9/votive";

        var report = await Verification().CheckDatabaseAsync(null, TestContext.Current.CancellationToken);
        var status = await Status().ReadAsync(TestContext.Current.CancellationToken);

        Assert.Contains("DATABASE_URL", Assert.Single(report.Faults), StringComparison.Ordinal);
        Assert.Contains("DATABASE_URL", status.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WorkOnTheFile_IsRefused()
    {
        var services = _storage.Open();
        var backup = new DatabaseBackup(services.GetRequiredService<IOptions<StorageOptions>>(), Verification(), _storage.Clock);

        var message = await Fails.WithAsync(MaintenanceFault.NotForPostgres, () => backup.RunAsync(null, null, null, TestContext.Current.CancellationToken));

        Assert.Contains("pg_dump", message, StringComparison.Ordinal);
        Assert.False(backup.IsPossible);
    }

    private DatabaseVerification Verification()
    {
        var services = _storage.Open();
        return new(
            services.GetRequiredService<IDbContextFactory<VotiveDbContext>>(),
            services.GetRequiredService<IOptions<StorageOptions>>(),
            services.GetRequiredService<FieldCipher>(),
            new FieldKeyring(IsAtHand: true),
            _storage.Clock);
    }

    private DatabaseStatus Status()
    {
        var services = _storage.Open();
        return new(
            services.GetRequiredService<IDbContextFactory<VotiveDbContext>>(),
            services.GetRequiredService<VotiveDatabase>(),
            services.GetRequiredService<IOptions<StorageOptions>>(),
            services.GetRequiredService<FieldCipher>(),
            new FieldKeyring(IsAtHand: true),
            _storage.Clock);
    }
}
