using System.Text.Json;

namespace Votive.Stubs;

/// <summary>What a stub model makes of a briefing.</summary>
public static class StubReading
{
    /// <summary>One claim per language that a verifier must accept: it names a ref that was sent and holds no number.</summary>
    public static object Truthful(JsonElement briefing) => Claims(Claim(briefing));

    /// <summary>A claim that puts words into the person's mouth.</summary>
    public static object MadeUpQuote(JsonElement briefing) =>
        Claims(Claim(briefing, quotes: [QuoteMadeUpFrom(briefing)]));

    /// <summary>Words that stand in no answer, said to stand in one that was sent.</summary>
    public static object QuoteMadeUpFrom(JsonElement briefing) => new { @ref = FirstRef(briefing, "answers"), exact = "I once robbed a bank in Tarnów" };

    /// <summary>A claim that rests on an answer that was never sent.</summary>
    public static object MadeUpRef(JsonElement briefing) => Claims(Claim(briefing, refs: ["a:no.such.item"]));

    /// <summary>A claim with a number that stands nowhere.</summary>
    public static object MadeUpNumber(JsonElement briefing) => Claims(Claim(briefing, text: IsPolish(briefing)
        ? "W tych odpowiedziach widać 7341 powodów, dla których wieczór jest trudniejszy niż poranek."
        : "In these answers there are 7341 reasons why the evening is harder than the morning."));

    /// <summary>No reading, but a call for support.</summary>
    public static object Support(JsonElement briefing) => new { support = true, claims = Array.Empty<object>() };

    /// <summary>A reading of these claims.</summary>
    public static object Claims(params object[] claims) => new { support = false, claims };

    /// <summary>A claim in the briefing's language; every part may be replaced.</summary>
    public static object Claim(JsonElement briefing, string? text = null, IReadOnlyList<string>? refs = null, IReadOnlyList<object>? quotes = null) => new
    {
        part = "patterns",
        title = IsPolish(briefing) ? "Powtarzający się rytm" : "A rhythm that returns",
        text = text ?? (IsPolish(briefing)
            ? "W tych odpowiedziach wraca ten sam rytm dnia i jest to coś, na czym można się oprzeć."
            : "In these answers the same rhythm of the day returns, and it is something you can lean on."),
        refs = refs ?? [FirstRef(briefing, "answers")],
        quotes = quotes ?? [],
        couldAlsoBe = (string?)null,
        askYourself = (string?)null,
    };

    private static bool IsPolish(JsonElement briefing) => briefing.GetProperty("language").GetString() == "pl";

    private static string FirstRef(JsonElement briefing, string list) => briefing.GetProperty(list)[0].GetProperty("ref").GetString()!;
}
