using System.Diagnostics;
using System.Globalization;

namespace Votive.EncryptedSqlite.Tests;

/// <summary>The program Votive.EncryptedSqlite.Writer at work in a process of its own.</summary>
internal sealed class WriterProcess : IDisposable
{
    private readonly Process _process;

    private WriterProcess(Process process) => _process = process;

    /// <param name="transactions">How many to write; 0 goes on until it is killed.</param>
    public static WriterProcess Start(EncryptedDatabase database, string journalMode, int transactions, string tag) =>
        Start(database, "write", journalMode, transactions.ToString(CultureInfo.InvariantCulture), tag);

    /// <summary>Takes the write lock and keeps it until <see cref="LetGo"/>.</summary>
    public static WriterProcess Hold(EncryptedDatabase database)
    {
        var holder = Start(database, "hold");
        holder.ReadAcknowledged();
        return holder;
    }

    /// <summary>SQLite's result for one attempt of another process to begin to write.</summary>
    public static int Try(EncryptedDatabase database)
    {
        using var process = Start(database, "try");
        return process.ReadAcknowledged();
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

    public void LetGo() => _process.StandardInput.Close();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static WriterProcess Start(EncryptedDatabase database, string task, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Votive.EncryptedSqlite.Writer");
        string[] all = [task, database.FilePath, Convert.ToHexString(database.Key), .. arguments];
        return new(Process.Start(new ProcessStartInfo(program, all) { RedirectStandardOutput = true, RedirectStandardInput = true })!);
    }
}
