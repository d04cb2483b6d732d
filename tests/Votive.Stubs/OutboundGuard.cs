using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Votive.Stubs;

/// <summary>
/// Lets the clients of a host reach only what a test has registered. Any other connection is refused, and fails the test when the guard is
/// disposed, also where the code under test took the refusal for an outage.
/// </summary>
public sealed class OutboundGuard : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, bool> _allowed = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<string> _refused = new();

    /// <summary>The connections that were refused, as <c>host:port</c>.</summary>
    public IReadOnlyList<string> Refused => [.. _refused];

    /// <summary>Registers an address, at a stub or at another service of the same test.</summary>
    public OutboundGuard Allow(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        _allowed[Name(address.Host, address.Port)] = true;
        return this;
    }

    /// <summary>Stands guard over every client of the HTTP client factory. Call it after the service registered its clients, or before.</summary>
    public void Attach(IServiceCollection services) =>
        services.PostConfigureAll<HttpClientFactoryOptions>(options => options.HttpMessageHandlerBuilderActions.Add(builder =>
        {
            if (builder.PrimaryHandler is not SocketsHttpHandler handler)
            {
                throw new InvalidOperationException($"The client '{builder.Name}' has a handler that can't be guarded.");
            }

            handler.ConnectCallback = ConnectAsync;
        }));

    /// <exception cref="InvalidOperationException">A connection was refused: the test fails.</exception>
    public ValueTask DisposeAsync() => _refused.IsEmpty
        ? ValueTask.CompletedTask
        : throw new InvalidOperationException($"Outbound calls that no test registered: {string.Join(", ", _refused)}.");

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var name = Name(context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        if (!_allowed.ContainsKey(name))
        {
            _refused.Enqueue(name);
            throw new SocketException((int)SocketError.AccessDenied);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Name(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
}
