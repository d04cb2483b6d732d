using Votive.Contracts;

namespace Votive.ServiceDefaults.Credentials;

/// <summary>Puts the service credential on outgoing requests.</summary>
internal sealed class ServiceKeyHandler(ServiceKeys keys) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A retried request comes by again with the header already on it.
        request.Headers.Remove(WireHeaders.ServiceKey);
        if (keys.Outgoing is { } key)
        {
            request.Headers.Add(WireHeaders.ServiceKey, key);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
