using System.Net;

namespace Votive.Backend.Prompts;

/// <summary>The prompt service did not give a prompt.</summary>
/// <param name="message">What happened; never anything that the service sent.</param>
/// <param name="refusal">The 4xx status of a working service that refused; null for a service that failed.</param>
/// <param name="inner">The cause; null where the answer itself is.</param>
internal sealed class PromptServiceException(string message, HttpStatusCode? refusal = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when the service failed; false when it answered, with a refusal.</summary>
    public bool IsFailure => refusal is null;
}
