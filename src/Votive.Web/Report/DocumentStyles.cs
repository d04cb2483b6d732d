using System.Text.RegularExpressions;
using Microsoft.Extensions.FileProviders;

namespace Votive.Web.Report;

/// <summary>The style sheets of the report as one text, the fonts inside it.</summary>
internal sealed partial class DocumentStyles(IWebHostEnvironment environment)
{
    private static readonly string[] Files = ["tokens.css", "site.css", "report.css"];

    private readonly Lazy<string> _css = new(() => string.Join('\n', Files.Select(file => Read(environment.WebRootFileProvider, file))));

    /// <summary>The styles; made once.</summary>
    /// <exception cref="FileNotFoundException">A style sheet or font is missing.</exception>
    public string Css => _css.Value;

    private static string Read(IFileProvider root, string file)
    {
        using var reader = new StreamReader(Open(root, file));
        return FontAddress().Replace(reader.ReadToEnd(), match => $"url(data:font/woff2;base64,{ReadBase64(root, match.Groups["path"].Value)})");
    }

    private static string ReadBase64(IFileProvider root, string file)
    {
        using var stream = Open(root, file);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static Stream Open(IFileProvider root, string file)
    {
        var found = root.GetFileInfo(file);
        return found.Exists ? found.CreateReadStream() : throw new FileNotFoundException($"The web root has no {file}.", file);
    }

    [GeneratedRegex("""url\("(?<path>fonts/[^"]+)"\)""")]
    private static partial Regex FontAddress();
}
