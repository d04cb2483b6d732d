using System.Net.Http.Headers;
using System.Text.Json;

namespace Votive.ServiceDefaults.Tests;

/// <summary>Scores an answer's security headers by <c>header-scores.json</c> (the rules of the MDN HTTP Observatory), for an answer without cookies and scripts.</summary>
internal static class HeaderScore
{
    private const int ExtraCreditFrom = 90;
    private const long SixMonthsInSeconds = 15_768_000;

    private static readonly (int Base, Dictionary<string, int> Modifiers) Rules = Read();

    public static int Of(HttpResponseHeaders headers)
    {
        var modifiers = Findings(headers).Select(finding => Rules.Modifiers[finding]).ToArray();
        var score = Rules.Base + modifiers.Where(modifier => modifier < 0).Sum();
        return score >= ExtraCreditFrom ? score + modifiers.Where(modifier => modifier > 0).Sum() : score;
    }

    private static IEnumerable<string> Findings(HttpResponseHeaders headers)
    {
        var policy = Value(headers, "Content-Security-Policy") ?? "";
        yield return policy switch
        {
            "" => "csp-not-implemented",
            _ when policy.Contains("unsafe-inline", StringComparison.Ordinal) => "csp-implemented-with-unsafe-inline",
            _ when policy.Contains("default-src 'none'", StringComparison.Ordinal) => "csp-implemented-with-no-unsafe-default-src-none",
            _ => "csp-implemented-with-no-unsafe",
        };
        yield return policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal) ? "x-frame-options-implemented-via-csp" : "x-frame-options-not-implemented";
        yield return Value(headers, "Referrer-Policy") is "no-referrer" or "same-origin" ? "referrer-policy-private" : "referrer-policy-not-implemented";
        yield return Value(headers, "X-Content-Type-Options") == "nosniff" ? "x-content-type-options-nosniff" : "x-content-type-options-not-implemented";
        yield return Value(headers, "Cross-Origin-Resource-Policy") == "same-origin" ? "corp-implemented-with-same-origin" : "corp-not-implemented";
        yield return Value(headers, "Cross-Origin-Embedder-Policy") == "require-corp" ? "coep-implemented-with-require-corp" : "coep-not-implemented";
        yield return Value(headers, "Cross-Origin-Opener-Policy") == "same-origin" ? "coop-implemented-with-same-origin" : "coop-not-implemented";
        yield return StrictTransport(Value(headers, "Strict-Transport-Security"));
        yield return headers.Contains("Set-Cookie") ? "cookies-without-secure-flag" : "cookies-not-found";
        yield return headers.Contains("Access-Control-Allow-Origin")
            ? "cross-origin-resource-sharing-implemented-with-universal-access"
            : "cross-origin-resource-sharing-not-implemented";
        yield return "sri-not-implemented-response-not-html";
        yield return "redirection-not-needed-no-http";
    }

    private static string StrictTransport(string? value)
    {
        if (value is null)
        {
            return "hsts-not-implemented";
        }

        var maxAge = value.Split(';', StringSplitOptions.TrimEntries).Single(part => part.StartsWith("max-age=", StringComparison.Ordinal));
        return long.Parse(maxAge.AsSpan("max-age=".Length), System.Globalization.CultureInfo.InvariantCulture) >= SixMonthsInSeconds
            ? "hsts-implemented-max-age-at-least-six-months"
            : "hsts-implemented-max-age-less-than-six-months";
    }

    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.Single() : null;

    private static (int Base, Dictionary<string, int> Modifiers) Read()
    {
        using var stream = typeof(HeaderScore).Assembly.GetManifestResourceStream("header-scores.json")!;
        var rules = JsonDocument.Parse(stream).RootElement;
        return (rules.GetProperty("base").GetInt32(), rules.GetProperty("modifiers").Deserialize<Dictionary<string, int>>()!);
    }
}
