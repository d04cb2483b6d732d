namespace Votive.Assessment;

/// <summary>The JSON files inside this assembly.</summary>
internal static class EmbeddedFile
{
    /// <summary>The paths of all files below a folder, in ordinal order.</summary>
    public static IReadOnlyList<string> Below(string folder) =>
        [.. typeof(EmbeddedFile).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The bytes of one file.</summary>
    public static byte[] Read(string path)
    {
        using var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(path)
            ?? throw new FileNotFoundException("The assembly has no such file.", path);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
