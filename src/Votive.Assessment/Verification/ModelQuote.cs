namespace Votive.Assessment.Verification;

/// <summary>Words that a model says stand in an answer.</summary>
/// <param name="Ref">Ref of the answer.</param>
/// <param name="Exact">The words.</param>
public sealed record ModelQuote(string Ref, string Exact);
