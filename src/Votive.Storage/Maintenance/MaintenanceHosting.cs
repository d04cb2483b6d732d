using Microsoft.Extensions.DependencyInjection;
using Votive.Storage.Copying;

namespace Votive.Storage.Maintenance;

/// <summary>How a program gets at the work on the whole database.</summary>
public static class MaintenanceHosting
{
    /// <summary>Registers one class for each operation, beside <see cref="StorageHosting.AddVotiveStorage"/>.</summary>
    public static IServiceCollection AddVotiveMaintenance(this IServiceCollection services)
    {
        services.AddLogging();
        services.AddSingleton<DatabaseStatus>();
        services.AddSingleton<DatabaseVerification>();
        services.AddSingleton<DatabaseBackup>();
        services.AddSingleton<DatabaseRestore>();
        services.AddSingleton<DatabaseRekey>();
        services.AddSingleton<DatabaseExport>();
        services.AddSingleton<DatabaseMigration>();
        services.AddSingleton<DatabaseCopier>();
        return services;
    }
}
