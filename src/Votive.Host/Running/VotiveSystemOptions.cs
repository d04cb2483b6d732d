namespace Votive.Host.Running;

/// <summary>How to run all services in one process.</summary>
internal sealed record VotiveSystemOptions
{
    /// <summary>Where everything is kept.</summary>
    public required DataDirectory DataDirectory { get; init; }

    /// <summary>Port of the web; backend, prompt service and worker take the next three. 0 for any free ports.</summary>
    public int BasePort { get; init; }

    /// <summary>Settings for every service by their variable names; they win over the generated secrets.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary><c>Production</c> unless a test or developer asks otherwise.</summary>
    public string EnvironmentName { get; init; } = Environments.Production;

    /// <summary>Called with name and builder before a service registers itself, for tests; null for nothing.</summary>
    public Action<string, WebApplicationBuilder>? ConfigureService { get; init; }
}
