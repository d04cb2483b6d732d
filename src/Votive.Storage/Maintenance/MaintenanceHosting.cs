using Microsoft.Extensions.DependencyInjection;
using Votive.Storage.Copying;

namespace Votive.Storage.Maintenance;

/// <summary>How a program gets at the work on the whole database.</summary>
public static class MaintenanceHosting
{
    /// <summary>Registers one class for each operation, beside <see cref="StorageHosting.AddVotiveStorage"/>.</summary>
    /// <param name="services">The container.</param>
    /// <param name="hasFieldKeys">False where <c>FIELD_KEYS</c> only stands in, so that checks leave out what is sealed.</param>
    public static IServiceCollection AddVotiveMaintenance(this IServiceCollection services, bool hasFieldKeys = true)
    {
        services.AddSingleton(new FieldKeyring(hasFieldKeys));
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
