using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Votive.Contracts;
using Votive.Contracts.Prompts;
using Votive.PostgresServer;
using Votive.Storage;

namespace Votive.PromptService.Tests;

/// <summary>The real program on a real port, over a PostgreSQL database of its own.</summary>
public sealed class PostgresPromptServiceProgram(LocalPostgres postgres) : PromptServiceProgram(postgres);

/// <summary>The real program on a real port, over an encrypted database in a folder of its own; only the clock is false.</summary>
public class PromptServiceProgram : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string ServiceKey = "service-key-of-the-tests-0123456789";
    public const string DatabaseKey = "5555555555555555555555555555555555555555555555555555555555555555";

    private readonly LocalPostgres? _postgres;
    private readonly bool _ownsFolder;

    public PromptServiceProgram()
        : this(postgres: null)
    {
    }

    /// <param name="postgres">The server to have a database on; null for an encrypted file.</param>
    internal PromptServiceProgram(LocalPostgres? postgres)
        : this(Directory.CreateTempSubdirectory("votive-prompts-").FullName, ownsFolder: true) => _postgres = postgres;

    private PromptServiceProgram(string folder, bool ownsFolder)
    {
        Folder = folder;
        _ownsFolder = ownsFolder;
        UseKestrel(0);
    }

    public string Folder { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    /// <summary>The setting <c>DATABASE_URL</c>.</summary>
    public string DatabaseUrl { get; set; } = "votive.db";

    public async ValueTask InitializeAsync()
    {
        if (_postgres is not null)
        {
            DatabaseUrl = await _postgres.NewDatabaseUrlAsync();
        }
    }

    /// <summary>One more program over the same database.</summary>
    public PromptServiceProgram Beside() => new(Folder, ownsFolder: false) { DatabaseUrl = DatabaseUrl };

    /// <summary>One more program, over a database of its own of the same kind.</summary>
    public async Task<PromptServiceProgram> AnotherAsync()
    {
        var another = new PromptServiceProgram(_postgres);
        await another.InitializeAsync();
        return another;
    }

    /// <summary>A client with the service credential; acts for <paramref name="subject"/> where one is given.</summary>
    public HttpClient CreateService(string? subject = null)
    {
        StartServer();
        var client = CreateClient();
        client.DefaultRequestHeaders.Add(WireHeaders.ServiceKey, ServiceKey);
        if (subject is not null)
        {
            client.DefaultRequestHeaders.Add(WireHeaders.Subject, subject);
        }

        return client;
    }

    public async Task<ResolutionSet> ResolveAsync(HttpClient client, ResolveRequest? request = null)
    {
        using var response = await client.PostAsJsonAsync(
            "/api/resolve", request ?? new ResolveRequest { Key = PromptKeys.IdentityAnalysis }, ContractJson.Options, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        var envelope = await response.Content.ReadFromJsonAsync<SuccessEnvelope<ResolutionSet>>(ContractJson.Options, TestContext.Current.CancellationToken);
        return envelope!.Data;
    }

    /// <summary>Does something in the database, as another process would.</summary>
    public async Task InDatabaseAsync(Func<VotiveDbContext, Task> work)
    {
        await using var context = await Services.GetRequiredService<IDbContextFactory<VotiveDbContext>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        await work(context);
    }

    /// <summary>Stops the program; the folder stays until this is disposed.</summary>
    public ValueTask DisposeServerAsync() => base.DisposeAsync();

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("DATABASE_KEY", DatabaseKey);
        builder.UseSetting("DATA_DIR", Folder);
        builder.UseSetting("DATABASE_URL", DatabaseUrl);
        builder.UseSetting("SERVICE_API_KEY", ServiceKey);
        builder.UseSetting("LOG_LEVEL", "error");
        builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Clock));
    }
}

internal static class Answers
{
    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    public static async Task<T> ReadAsync<T>(this HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<T>(ContractJson.Options, TestContext.Current.CancellationToken))!;

    public static async Task<Problem> ReadProblemAsync(this HttpResponseMessage response)
    {
        Assert.Equal(Problem.MediaType, response.Content.Headers.ContentType?.MediaType);
        return await response.ReadAsync<Problem>();
    }
}
