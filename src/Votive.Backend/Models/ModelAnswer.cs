using Microsoft.Extensions.AI;

namespace Votive.Backend.Models;

/// <summary>What one call brought.</summary>
/// <param name="Text">The answer without the thinking.</param>
/// <param name="Finish">Why the model stopped; null when it did not say.</param>
/// <param name="Model">The model that answered, as the provider names it.</param>
/// <param name="InputTokens">Tokens sent, cached ones included.</param>
/// <param name="OutputTokens">Tokens received, thinking included.</param>
internal sealed record ModelAnswer(string Text, ChatFinishReason? Finish, string Model, long InputTokens, long OutputTokens);
