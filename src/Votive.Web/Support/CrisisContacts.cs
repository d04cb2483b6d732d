using System.Text.Json;
using Votive.Contracts;

namespace Votive.Web.Support;

/// <summary>The crisis contacts that ship with Votive.</summary>
internal static class CrisisContacts
{
    private const string Resource = "Votive.Web.Support.crisis-contacts.json";

    private static readonly Lazy<CrisisContact[]> Shipped = new(Read);

    /// <summary>The countries that there are contacts for, the ones that speak the language first.</summary>
    public static IEnumerable<string> Countries(string language) =>
        Shipped.Value.Select(contact => contact.Country).Distinct().OrderBy(country => Rank(country, language));

    /// <summary>The contacts of one country.</summary>
    public static IEnumerable<CrisisContact> Of(string country) => Shipped.Value.Where(contact => contact.Country == country);

    /// <summary>The contacts to show where there is room for a few only.</summary>
    public static IEnumerable<CrisisContact> First(string language) =>
        language == "pl"
            ? Shipped.Value.Where(contact => contact.Country == "PL").Take(3)
            : Shipped.Value.Where(contact => contact is { Country: "EU" } or { Country: "GB", Number: "116 123" } or { Country: "US", Number: "988" });

    /// <summary>When the numbers were last made sure of: the oldest and the newest date.</summary>
    public static (DateOnly Oldest, DateOnly Newest) Verified =>
        (Shipped.Value.Min(contact => contact.VerifiedAt), Shipped.Value.Max(contact => contact.VerifiedAt));

    private static int Rank(string country, string language) => (country, language) switch
    {
        ("PL", "pl") => 0,
        ("EU", _) => 1,
        ("GB", _) => 2,
        ("US", _) => 3,
        _ => 4,
    };

    private static CrisisContact[] Read()
    {
        using var stream = typeof(CrisisContacts).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The program was built without {Resource}.");
        return JsonSerializer.Deserialize<CrisisContact[]>(stream, ContractJson.Options)!;
    }
}
