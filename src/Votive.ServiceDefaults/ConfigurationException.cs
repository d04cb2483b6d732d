namespace Votive.ServiceDefaults;

/// <summary>The configuration, or what it points to, cannot work. Ends the program with <see cref="ServiceProgram.ConfigurationExitCode"/>.</summary>
/// <param name="faults">Each a sentence that names the variable and what is wrong, never the value; at least one.</param>
public sealed class ConfigurationException(IReadOnlyList<string> faults) : Exception(string.Join(" ", faults))
{
    /// <summary>All faults found, in the order they should be read.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
