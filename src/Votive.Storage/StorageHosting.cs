using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Votive.Storage.Databases;
using Votive.Storage.Databases.Postgres;
using Votive.Storage.Databases.Sqlite;
using Votive.Storage.Fields;

namespace Votive.Storage;

/// <summary>How a service gets at the database.</summary>
public static class StorageHosting
{
    /// <summary>
    /// Registers <see cref="VotiveDbContext"/> (scoped and as pooled factory), <see cref="VotiveDatabase"/>, the ciphers of fields, and
    /// <see cref="StorageOptions"/>, which are read from the root of the configuration and checked at the start. Nothing is opened yet.
    /// </summary>
    public static IServiceCollection AddVotiveStorage(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<StorageOptions, StorageOptionsValidator>().BindConfiguration("");
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<VotiveDatabase>();
        services.AddSingleton<FieldCipher>();
        services.AddSingleton<BlindIndex>();
        services.AddSingleton<FieldRewrap>();
        services.AddHostedService<PageWriteRecorder>();
        services.AddPooledDbContextFactory<SqliteVotiveContext>((provider, context) => context
            .UseSqlite(SqliteConnectionText.For(provider.GetRequiredService<IOptions<StorageOptions>>().Value))
            .AddInterceptors(new ConnectionInterceptor())
            .ConfigureWarnings(LogCommandsForDebuggingOnly));
        services.AddPooledDbContextFactory<PostgresVotiveContext>((provider, context) => context
            .UseNpgsql(PostgresConnectionText.TryParse(provider.GetRequiredService<IOptions<StorageOptions>>().Value.DatabaseUrl))
            .ConfigureWarnings(LogCommandsForDebuggingOnly));
        services.AddSingleton<IDbContextFactory<VotiveDbContext>, VotiveContextFactory>();
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<VotiveDbContext>>().CreateDbContext());
        return services;
    }

    private static void LogCommandsForDebuggingOnly(WarningsConfigurationBuilder warnings) =>
        warnings.Log((RelationalEventId.CommandExecuted, LogLevel.Debug));
}
