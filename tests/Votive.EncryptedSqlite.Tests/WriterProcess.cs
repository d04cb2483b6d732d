using System.Diagnostics;
using System.Globalization;

namespace Votive.EncryptedSqlite.Tests;

/// <summary>The program Votive.EncryptedSqlite.Writer at work in a process of its own.</summary>
internal sealed class WriterProcess : IDisposable
{
    private readonly Process _process;

    private WriterProcess(Process process) => _process = process;

    /// <param name="transactions">How many to write; 0 goes on until it is killed.</param>
    public static WriterProcess Start(EncryptedDatabase database, string journalMode, int transactions, string tag)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Votive.EncryptedSqlite.Writer");
        string[] arguments = [database.FilePath, Convert.ToHexString(database.Key), journalMode, transactions.ToString(CultureInfo.InvariantCulture), tag];
        return new(Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!);
    }

    public async Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.StandardOutput.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, _process.ExitCode);
    }

    /// <summary>Kills the process (SIGKILL) once it has acknowledged so many transactions.</summary>
    /// <returns>The last transaction that it acknowledged.</returns>
    public async Task<int> KillAfterAsync(int transactions, CancellationToken cancellationToken)
    {
        var last = 0;
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            last = int.Parse(line, CultureInfo.InvariantCulture);
            if (last == transactions)
            {
                _process.Kill();
            }
        }

        await _process.WaitForExitAsync(cancellationToken);
        Assert.True(last >= transactions, "The writer ended by itself.");
        return last;
    }

    /// <summary>Waits for the next acknowledgement and gives its number.</summary>
    public int ReadAcknowledged() => int.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
