using Votive.Assessment.Instruments;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Personas;

/// <summary>A made-up person with a full set of answers, for samples and tests.</summary>
public sealed record Persona
{
    /// <summary>Stable name, for instance <c>night-shift-nurse</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Who that is, in a few words.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>The answers as a request that <c>votive analyze</c> and the HTTP API take as it is.</summary>
    public AnalyzeRequest Request(string locale) => throw new NotImplementedException();

    /// <summary>All personas, by name.</summary>
    public static IReadOnlyList<Persona> All => throw new NotImplementedException();

    /// <summary>Finds one by name; null where there is none.</summary>
    public static Persona? Find(string name) => throw new NotImplementedException();
}
