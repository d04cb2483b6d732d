using System.Globalization;

namespace Votive.Host.Running;

/// <summary>A port that a service needs is taken by another program.</summary>
internal sealed class PortInUseException(int port, Exception inner)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"Port {port} is in use."), inner)
{
    /// <summary>The port.</summary>
    public int Port { get; } = port;
}
