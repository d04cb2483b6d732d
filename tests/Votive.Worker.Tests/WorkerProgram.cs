using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Votive.Worker.Scheduling;

namespace Votive.Worker.Tests;

/// <summary>The real program over a database; beside its own job it has <see cref="TestJob"/>, which is hourly.</summary>
internal sealed class WorkerProgram : WebApplicationFactory<Program>
{
    private readonly TestDatabase _database;
    private readonly TestJob _job;
    private readonly (string Name, string Value)[] _settings;

    public WorkerProgram(TestDatabase database, TestJob job, params (string Name, string Value)[] settings)
    {
        _database = database;
        _job = job;
        _settings = settings;
        UseKestrel(0);
    }

    public FakeLogCollector Logs => Services.GetFakeLogCollector();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("DATA_DIR", _database.Folder);
        builder.UseSetting("JOB_BACKUP_ENABLED", "false");
        builder.UseSetting("DATABASE_URL", _database.Url);
        foreach (var (name, value) in TestDatabase.Secrets.Select(secret => (secret.Key, secret.Value)).Concat(_settings))
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(_database.Clock);
            services.AddJob<TestJob>(TestJob.Name, "0 * * * *");
            services.AddSingleton(_job);
            services.AddLogging(logging => logging.ClearProviders().AddFakeLogging());
        });
    }
}
