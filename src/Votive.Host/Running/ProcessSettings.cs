namespace Votive.Host.Running;

/// <summary>The settings that this process was started with.</summary>
internal static class ProcessSettings
{
    /// <summary>Whether these settings let Claude give a second reading.</summary>
    public static bool UsesClaude(IReadOnlyDictionary<string, string?> settings) =>
        !string.IsNullOrEmpty(settings.GetValueOrDefault("ANTHROPIC_API_KEY"))
        && !string.Equals(settings.GetValueOrDefault("ANALYSIS_PROVIDER"), "local", StringComparison.OrdinalIgnoreCase);

    /// <summary>All environment variables by name, and a log level that keeps the terminal quiet where none is set.</summary>
    public static IReadOnlyDictionary<string, string?> Read()
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables().Build().AsEnumerable()
            .Where(pair => !string.IsNullOrEmpty(pair.Value))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        settings.TryAdd("LOG_LEVEL", "warn");

        // The data folder is the command line's to name.
        settings.Remove("DATA_DIR");
        return settings;
    }
}
