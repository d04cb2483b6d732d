using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Votive.PostgresServer;

/// <summary>
/// A real PostgreSQL server on loopback, with a folder, a port and a password of its own. It is started when the first database is asked
/// for, and ends with this object; also when the test program dies, because it listens for the end of its standard input.
/// </summary>
public sealed class LocalPostgres : IAsyncDisposable
{
    private const string Host = "127.0.0.1";
    private const string Owner = "votive";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    // Run by sh beside the server. Its standard input is ours: when that ends, we are done or dead, and the server stops at once.
    private const string Watch = "\"$@\" & child=$!; cat >/dev/null; kill -INT $child; wait $child";

    // Nothing here outlives the tests, so nothing waits for the disk; how durable Votive's own connections are is another setting.
    private const string Settings = """
        fsync = off
        full_page_writes = off
        max_connections = 300
        shared_buffers = 32MB
        max_wal_size = 256MB
        autovacuum = off
        """;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _password = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"votive-pg-{Guid.NewGuid():N}");
    private Process? _process;
    private int _databases;

    /// <summary>Where it listens; 0 before the first start.</summary>
    public int Port { get; private set; }

    /// <summary>A URL of a database that is not there yet; the server is started where it is not running.</summary>
    /// <exception cref="InvalidOperationException">There are no programs of PostgreSQL, or they don't start; the text says why.</exception>
    public async Task<string> NewDatabaseUrlAsync()
    {
        await StartAsync();
        return Url($"votive_{Interlocked.Increment(ref _databases)}");
    }

    /// <summary>The URL of a database of this server.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="user">The role; the owner of the server where left out.</param>
    /// <param name="password">The role's password; the owner's where left out.</param>
    public string Url(string database, string? user = null, string? password = null) =>
        string.Create(CultureInfo.InvariantCulture, $"postgresql://{user ?? Owner}:{password ?? _password}@{Host}:{Port}/{database}");

    /// <summary>Does one command of SQL as the owner of the server.</summary>
    /// <returns>The first value of the first row, or null.</returns>
    public async Task<object?> ExecuteAsync(string sql, string database = "postgres")
    {
        await StartAsync();
        await using var connection = new NpgsqlConnection(ConnectionText(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Starts it, at the port it had before; does nothing while it runs.</summary>
    /// <exception cref="InvalidOperationException">There are no programs of PostgreSQL, or they don't start; the text says why.</exception>
    public async Task StartAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_process is { HasExited: false })
            {
                return;
            }

            if (Port == 0)
            {
                await CreateAsync();
            }

            _process = Start(Watch, Program("postgres"), "-D", DataFolder, "-p", Port.ToString(CultureInfo.InvariantCulture));
            await AcceptsConnectionsAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stops it; what is in its databases stays.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>Ends it, and its databases with it.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        _turn.Dispose();
    }

    private string DataFolder => Path.Combine(_folder, "data");

    private string LogFile => Path.Combine(_folder, "log");

    /// <summary>A program of PostgreSQL. Debian keeps them outside of the PATH, one folder for each version.</summary>
    private static string Program(string name)
    {
        const string versions = "/usr/lib/postgresql";
        var debian = Directory.Exists(versions)
            ? Directory.EnumerateDirectories(versions).OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return debian.Concat(path).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"There is no program '{name}': install PostgreSQL (on Debian the package postgresql; eng/test does it).");
    }

    private async Task CreateAsync()
    {
        Directory.CreateDirectory(_folder);
        var passwordFile = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwordFile, _password);
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL does not run as root.
            using var own = Process.Start("chown", ["-R", "postgres", _folder]);
            await own.WaitForExitAsync();
        }

        using var initdb = Start(
            "exec \"$@\"", Program("initdb"), "-D", DataFolder, "-U", Owner, "--pwfile", passwordFile, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync");
        await initdb.WaitForExitAsync();
        if (initdb.ExitCode != 0)
        {
            throw new InvalidOperationException($"initdb failed: {await ReadLogAsync()}");
        }

        using (var free = new TcpListener(IPAddress.Parse(Host), 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        await File.AppendAllTextAsync(
            Path.Combine(DataFolder, "postgresql.conf"), $"{Settings}\nlisten_addresses = '{Host}'\nunix_socket_directories = '{_folder}'\n");
    }

    /// <summary>Starts a program of PostgreSQL by a script of sh, as the user postgres where we are root.</summary>
    private Process Start(string script, string program, params string[] arguments)
    {
        string[] asOther = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--"] : [];
        string[] line = [.. asOther, "sh", "-c", $"exec >>\"$0\" 2>&1; {script}", LogFile, program, .. arguments];
        return Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, WorkingDirectory = _folder })!;
    }

    private async Task AcceptsConnectionsAsync()
    {
        using var overdue = new CancellationTokenSource(StartLimit, TimeProvider.System);
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionText("postgres"));
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (!overdue.IsCancellationRequested && _process is { HasExited: false })
            {
                await Task.Delay(Interval, TimeProvider.System);
            }
            catch (NpgsqlException e)
            {
                throw new InvalidOperationException($"PostgreSQL did not start: {await ReadLogAsync()}", e);
            }
        }
    }

    private string ConnectionText(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = Host,
        Port = Port,
        Username = Owner,
        Password = _password,
        Database = database,
        Pooling = false,
    }.ToString();

    private async Task<string> ReadLogAsync() => File.Exists(LogFile) ? await File.ReadAllTextAsync(LogFile) : "it said nothing.";
}
