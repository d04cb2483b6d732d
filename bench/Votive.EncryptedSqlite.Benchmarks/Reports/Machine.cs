using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Votive.EncryptedSqlite.Benchmarks.Stores;

namespace Votive.EncryptedSqlite.Benchmarks.Reports;

/// <summary>What the figures depend on; nothing that names the machine or its folders.</summary>
internal sealed record Machine(string Processor, int Cores, string Kernel, string FileSystem, string Runtime, string Sqlite, string OpenSsl)
{
    public static Machine Describe(string storesFolder) => new(
        ProcessorName() ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        $"{(OperatingSystem.IsLinux() ? "Linux" : "Other")} {Environment.OSVersion.Version}",
        new DriveInfo(storesFolder).DriveFormat,
        RuntimeInformation.FrameworkDescription,
        SqliteVersion(),
        OpenSslVersion());

    /// <summary>Runnable tasks on average over the last minute; null where the system doesn't tell.</summary>
    public static double? ReadLoad() =>
        TryReadLines("/proc/loadavg") is [var line, ..] ? double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture) : null;

    private static string? ProcessorName()
    {
        var line = Array.Find(TryReadLines("/proc/cpuinfo"), line => line.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string[] TryReadLines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];

    private static string SqliteVersion()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        return (string)connection.Execute("SELECT sqlite_version()")!;
    }

    private static string OpenSslVersion()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "none";
        }

        // 0xMNN00PP0: major, minor, patch.
        var number = SafeEvpPKeyHandle.OpenSslVersion;
        return string.Create(CultureInfo.InvariantCulture, $"{number >> 28}.{(number >> 20) & 0xFF}.{(number >> 4) & 0xFF}");
    }
}
