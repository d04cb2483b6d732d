using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Votive.Storage.Maintenance;

namespace Votive.Host.Running;

/// <summary>
/// Keeps root from working on another user's database: whatever it makes there for its owner only, the services could not open any more.
/// Other users need no such care, the folder is closed to them.
/// </summary>
internal static class FolderOwner
{
    /// <summary>Refuses where this program runs as root and the database, or the data folder where there is no database yet, is another user's.</summary>
    /// <exception cref="MaintenanceException">It is; the message names the owner.</exception>
    public static void RequireOwn(DataDirectory data, DatabaseLocation location)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess || location.IsPostgres)
        {
            return;
        }

        var path = location.Exists ? location.Path : data.Path;
        if (Path.Exists(path) && ReadOwner(path) is [var id, var name] && id != "0")
        {
            var owner = name == "UNKNOWN" ? $"'#{id}'" : name;
            throw new MaintenanceException(
                MaintenanceFault.CannotWrite,
                string.Create(CultureInfo.InvariantCulture, $"'{path}' belongs to {owner}, who could not open what root makes there. Run: sudo -u {owner} votive db …"));
        }
    }

    /// <summary>Number and name; null where the machine has no <c>stat</c>.</summary>
    private static string[]? ReadOwner(string path)
    {
        // .NET does not tell who owns a file.
        string[] format = OperatingSystem.IsMacOS() ? ["-f", "%u %Su"] : ["-c", "%u %U"];
        try
        {
            using var stat = Process.Start(new ProcessStartInfo("stat", ["-L", .. format, path]) { RedirectStandardOutput = true })!;
            var output = stat.StandardOutput.ReadToEnd();
            stat.WaitForExit();
            return stat.ExitCode == 0 ? output.Trim().Split(' ', 2) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
