using System.Diagnostics;
using System.Globalization;

namespace Votive.Harness.Services;

/// <summary>
/// A disk that can be filled up and emptied again: a small tmpfs where this program may mount one, else a limit on the size of
/// any file that the service writes.
/// </summary>
internal sealed class LimitedDisk : IAsyncDisposable
{
    private const int Megabytes = 8;
    private const int BlockSize = 4096;
    private const int LimitBytes = 512;

    private readonly string _folder;
    private readonly bool _isMounted;

    private LimitedDisk(string folder, bool isMounted, string? remark)
    {
        _folder = folder;
        _isMounted = isMounted;
        Remark = remark;
    }

    /// <summary>Why nothing could be mounted; null when it could.</summary>
    public string? Remark { get; }

    /// <summary>Folder on the disk.</summary>
    public string Folder => _folder;

    /// <summary>
    /// Shell command to start the service with, so that a write beyond the limit is an error and no signal that ends the process; null where
    /// a disk is mounted.
    /// </summary>
    public string? Wrapper => _isMounted ? null : """trap "" XFSZ; exec "$@" """;

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Mounts one on a folder, or says why not.</summary>
    public static async Task<LimitedDisk> MakeAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var (code, error) = await RunAsync("mount", ["-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", folder], cancellationToken);
        return code == 0
            ? new LimitedDisk(folder, isMounted: true, null)
            : new LimitedDisk(folder, isMounted: false, $"no disk could be mounted ({error.Split('\n')[0]}), so the service's files were limited in size instead");
    }

    /// <summary>From now on nothing more fits.</summary>
    public async Task FillAsync(int processId, CancellationToken cancellationToken)
    {
        if (!_isMounted)
        {
            // Less than the log has already: whatever a write would change lies beyond.
            await LimitAsync(processId, LimitBytes.ToString(CultureInfo.InvariantCulture), cancellationToken);
            return;
        }

        await using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[BlockSize];
        try
        {
            while (true)
            {
                await filler.WriteAsync(block, cancellationToken);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>There is room again.</summary>
    public async Task FreeAsync(int processId, CancellationToken cancellationToken)
    {
        if (_isMounted)
        {
            File.Delete(Filler);
        }
        else
        {
            await LimitAsync(processId, "unlimited", cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isMounted)
        {
            await RunAsync("umount", [_folder], CancellationToken.None);
        }
    }

    private static async Task LimitAsync(int processId, string soft, CancellationToken cancellationToken)
    {
        var (code, error) = await RunAsync(
            "prlimit", [$"--pid={processId.ToString(CultureInfo.InvariantCulture)}", $"--fsize={soft}:"], cancellationToken);
        if (code != 0)
        {
            throw new InvalidOperationException($"prlimit: {error}");
        }
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string command, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var error = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, error);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (-1, e.Message);
        }
    }
}
