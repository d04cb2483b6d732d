using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Votive.Web.Shared;

/// <summary>
/// Brotli for pages and their files. The questionnaire is one long page that shrinks to a tenth at this quality; at the next lower one,
/// which the framework's own provider calls optimal, everything is a tenth larger, and at its smallest it would take far longer.
/// </summary>
internal sealed class BrotliPages : ICompressionProvider
{
    private const int Quality = 5;

    /// <inheritdoc />
    public string EncodingName => "br";

    /// <inheritdoc />
    public bool SupportsFlush => true;

    /// <inheritdoc />
    public Stream CreateStream(Stream outputStream) => new BrotliStream(outputStream, new BrotliCompressionOptions { Quality = Quality }, leaveOpen: true);
}
