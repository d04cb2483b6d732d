using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Votive.Storage.Maintenance;

/// <summary>The checksum that lies beside a backup, as <c>sha256sum -c</c> reads it.</summary>
internal static class BackupChecksum
{
    public const string Suffix = ".sha256";

    private const int ReadBytes = 1024 * 1024;

    /// <summary>SHA-256 of a file, 64 lower-case hex digits.</summary>
    public static async Task<string> ComputeAsync(
        string path, MaintenanceStep step, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(
            path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            int read;
            while ((read = await file.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                progress?.Report(new MaintenanceProgress(step, file.Position, file.Length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Writes the checksum beside a backup: whole, or not at all.</summary>
    public static void Write(string backupPath, string hash)
    {
        // Two spaces: a text file to sha256sum, which on Linux is the same as a binary one.
        DurableFiles.Write(backupPath + Suffix, Encoding.UTF8.GetBytes($"{hash}  {Path.GetFileName(backupPath)}\n"));
    }

    /// <summary>The checksum that lies beside a backup.</summary>
    /// <returns>Null when there is none; an empty text when what is there is not a checksum of this file.</returns>
    public static async Task<string?> ReadAsync(string backupPath, CancellationToken cancellationToken)
    {
        if (!File.Exists(backupPath + Suffix))
        {
            return null;
        }

        var name = Path.GetFileName(backupPath);
        foreach (var line in await File.ReadAllLinesAsync(backupPath + Suffix, cancellationToken))
        {
            if (line.Length > 66 && (line[66..] == name) && line[64] == ' ' && line[65] is ' ' or '*' && line[..64].All(char.IsAsciiHexDigit))
            {
                return line[..64].ToLowerInvariant();
            }
        }

        return "";
    }
}
