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
using Votive.Storage.Fields;

namespace Votive.PromptService.Tests;

/// <summary>The real program on a real port, over a PostgreSQL database of its own.</summary>
public sealed class PostgresPromptServiceProgram(LocalPostgres postgres) : PromptServiceProgram(postgres);

/// <summary>The real program on a real port, over an encrypted database in a folder of its own; only the clock is false.</summary>
public class PromptServiceProgram : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string ServiceKey = "service-key-of-the-tests-0123456789";

    /// <summary>What a program needs to open the database.</summary>
    public static readonly IReadOnlyDictionary<string, string> DatabaseSecrets = new Dictionary<string, string>
    {
        ["DATABASE_KEY"] = new('5', 64),
        ["FIELD_KEYS"] = $"field-1:{new string('7', 64)}",
        ["INDEX_KEY"] = new('9', 64),
    };

    private readonly LocalPostgres? _postgres;
    private readonly string? _fieldKeys;
    private readonly bool _ownsFolder;

    public PromptServiceProgram()
        : this(postgres: null)
    {
    }

    /// <param name="postgres">The server to have a database on; null for an encrypted file.</param>
    internal PromptServiceProgram(LocalPostgres? postgres)
        : this(Directory.CreateTempSubdirectory("votive-prompts-").FullName, ownsFolder: true, fieldKeys: null) => _postgres = postgres;

    private PromptServiceProgram(string folder, bool ownsFolder, string? fieldKeys)
    {
        Folder = folder;
        _ownsFolder = ownsFolder;
        _fieldKeys = fieldKeys;
        UseKestrel(0);
    }

    public string Folder { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    /// <summary>The setting <c>DATABASE_URL</c>.</summary>
    public string DatabaseUrl { get; set; } = "votive.db";

    /// <summary>Opens and seals as the program does.</summary>
    public FieldCipher Cipher => Services.GetRequiredService<FieldCipher>();

    public async ValueTask InitializeAsync()
    {
        if (_postgres is not null)
        {
            DatabaseUrl = await _postgres.NewDatabaseUrlAsync();
        }
    }

    /// <summary>One more program over the same database, with other <c>FIELD_KEYS</c> where they are given.</summary>
    public PromptServiceProgram Beside(string? fieldKeys = null) => new(Folder, ownsFolder: false, fieldKeys) { DatabaseUrl = DatabaseUrl };

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
        foreach (var (name, value) in DatabaseSecrets)
        {
            builder.UseSetting(name, value);
        }

        if (_fieldKeys is not null)
        {
            builder.UseSetting("FIELD_KEYS", _fieldKeys);
        }

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
