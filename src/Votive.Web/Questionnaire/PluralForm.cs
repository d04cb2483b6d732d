namespace Votive.Web.Questionnaire;

/// <summary>Which form of a word goes with a number.</summary>
internal static class PluralForm
{
    /// <summary>The plural category of a whole number by the Unicode rules: <c>one</c>, <c>few</c>, <c>many</c> or <c>other</c>.</summary>
    /// <param name="number">0 or more.</param>
    /// <param name="locale">Two-letter language.</param>
    public static string Of(int number, string locale) => locale switch
    {
        "pl" when number == 1 => "one",
        "pl" when number % 10 is >= 2 and <= 4 && number % 100 is not (>= 12 and <= 14) => "few",
        "pl" => "many",
        _ => number == 1 ? "one" : "other",
    };
}
