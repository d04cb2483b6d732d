using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Votive.Web.Tests;

/// <summary>What tests read off a page.</summary>
internal static class Pages
{
    /// <summary>Text as a reader sees it: white space folded.</summary>
    public static string Words(this INode? node) => string.Join(' ', (node?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Addresses of everything that a browser fetches by itself for this page.</summary>
    public static IEnumerable<string> Fetched(this IHtmlDocument page) =>
        page.QuerySelectorAll("link[href]:not([rel=canonical])").Select(link => link.GetAttribute("href")!)
            .Concat(page.QuerySelectorAll("[src]").Select(element => element.GetAttribute("src")!));
}
