using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Votive.Harness.Running;

/// <summary>A process that the harness started: its lines, its end, and a way to kill it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _reading;
    private readonly Task<string> _error;

    private ChildProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["DOTNET_TieredPGO"] = "0"; // these processes don't live long enough to gain by it
        _process = Process.Start(start)!;
        _reading = ReadLinesAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <summary>Only after <see cref="WaitForExitAsync"/> or <see cref="KillAsync"/>.</summary>
    public int ExitCode => _process.ExitCode;

    public bool HasExited => _process.HasExited;

    /// <summary>Lines of standard output as they come; ends with the process.</summary>
    public ChannelReader<string> Lines => _lines.Reader;

    public static ChildProcess Start(ProcessStartInfo start) => new(start);

    /// <summary>Starts this very program with <c>child</c> and a verb.</summary>
    public static ChildProcess StartSelf(params IEnumerable<string> arguments) => new(new ProcessStartInfo(ProgramBeside("Votive.Harness"), ["child", .. arguments]));

    /// <summary>Path of a built program in the folder of this one.</summary>
    public static string ProgramBeside(string name) =>
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>The next line; null when the process has ended.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        await _lines.Reader.WaitToReadAsync(cancellationToken) && _lines.Reader.TryRead(out var line) ? line : null;

    /// <summary>SIGKILL; returns when the process is gone and all that it said has been read.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGTERM to this very process; returns when it has ended by itself.</summary>
    public async Task TerminateAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
        await WaitForExitAsync(cancellationToken);
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>What it wrote to standard error.</returns>
    public async Task<string> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _reading;
        return await _error;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task ReadLinesAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }
}
