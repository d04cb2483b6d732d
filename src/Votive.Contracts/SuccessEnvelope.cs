using System.Text.Json.Serialization;

namespace Votive.Contracts;

/// <summary>The wrapper that <c>analyze</c> and <c>resolve</c> answers wear: <c>{ "success": true, "data": … }</c>.</summary>
/// <param name="Data">The answer itself; never null.</param>
public sealed record SuccessEnvelope<T>([property: JsonRequired] T Data)
    where T : notnull
{
    /// <summary>Always true: failures are <c>application/problem+json</c> (<see cref="Problem"/>).</summary>
    public bool Success { get; init; } = true;
}
