using System.Net;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Votive.Host.Running;
using Votive.Storage;

namespace Votive.SystemTests;

public sealed class UpTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("votive-test-");

    [Fact]
    public async Task Up_PrintsAddressesThatAnswer_AndSigtermEndsItCleanly()
    {
        using var program = VotiveProcess.Start(["up", "--data", _folder.FullName, "--port", "0"]);
        var printed = await ReadUntilReadyAsync(program);
        using var http = new HttpClient();

        using var page = await http.GetAsync(AddressIn(printed, "Open"), TestContext.Current.CancellationToken);
        using var health = await http.GetAsync(AddressIn(printed, "Worker health"), TestContext.Current.CancellationToken);
        var exitCode = await program.TerminateAsync();

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task FirstStart_MakesSecretsForTheOwnerOnly_AndKeepsThem()
    {
        var secrets = Path.Combine(_folder.FullName, "secrets.env");
        await StartAndStopAsync();
        var first = await File.ReadAllTextAsync(secrets, TestContext.Current.CancellationToken);

        await StartAndStopAsync();

        Assert.Equal(first, await File.ReadAllTextAsync(secrets, TestContext.Current.CancellationToken));
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(secrets));
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_folder.FullName, "web-keys")));
        }
    }

    [Fact]
    public async Task SecretsOfAnEarlierVersion_StayAsTheyAre_AndTheMissingOnesAreAdded()
    {
        var secrets = Path.Combine(_folder.FullName, "secrets.env");
        var earlier = $"# My own words.\nSERVICE_API_KEY={new string('s', 40)}\n\nDATABASE_KEY = {new string('5', 64)}";
        await File.WriteAllTextAsync(secrets, earlier, TestContext.Current.CancellationToken);

        await StartAndStopAsync();

        var now = await File.ReadAllTextAsync(secrets, TestContext.Current.CancellationToken);
        Assert.StartsWith(earlier, now, StringComparison.Ordinal);
        Assert.Matches("^\nFIELD_KEYS=k-[0-9a-f]{8}:[^\n]{44}\nINDEX_KEY=[^\n]{44}\n$", now[earlier.Length..].ReplaceLineEndings("\n"));
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(secrets));
        }
    }

    [Theory]
    [InlineData("FIELD_KEYS")]
    [InlineData("FIELD_KEYS", "INDEX_KEY")]
    public async Task LostFieldKeys_AreNotMadeAnewOverADatabase(params string[] lost)
    {
        var secrets = Path.Combine(_folder.FullName, "secrets.env");
        await StartAndStopAsync();
        var lines = await File.ReadAllLinesAsync(secrets, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(secrets, lines.Where(line => !lost.Contains(line.Split('=')[0])), TestContext.Current.CancellationToken);
        var before = await File.ReadAllTextAsync(secrets, TestContext.Current.CancellationToken);

        var (code, _, error) = await VotiveProcess.RunAsync(["up", "--data", _folder.FullName, "--port", "0"]);

        Assert.Equal(78, code);
        Assert.Contains($"{string.Join(" and ", lost)}: neither set nor in", error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(secrets, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task DatabaseFromBeforeSealing_GetsItsFieldKeysByItself()
    {
        var data = DataDirectory.Open(_folder.FullName);
        data.AddNewSecrets(["DATABASE_KEY", "SERVICE_API_KEY"]);
        await File.WriteAllBytesAsync(data.DatabaseFile, [], TestContext.Current.CancellationToken);
        using (var storage = DatabaseServices.Open(data))
        {
            await using var context = await storage.Get<IDbContextFactory<VotiveDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
            await context.Database.MigrateAsync("Initial", TestContext.Current.CancellationToken);
        }

        await StartAndStopAsync();

        Assert.Equal(["DATABASE_KEY", "FIELD_KEYS", "INDEX_KEY", "SERVICE_API_KEY"], data.ReadSecrets().Keys.Order());
    }

    [Fact]
    public async Task WrongDatabaseKey_StopsTheStartWith78_AndSaysSo()
    {
        await StartAndStopAsync();
        var other = Convert.ToBase64String(new byte[32]);

        var (code, output, error) = await VotiveProcess.RunAsync(
            ["up", "--data", _folder.FullName, "--port", "0"], environment: new Dictionary<string, string> { ["DATABASE_KEY"] = other });

        Assert.Equal(78, code);
        Assert.Contains("DATABASE_KEY", error, StringComparison.Ordinal);
        Assert.DoesNotContain(other, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task LostSecrets_AreNotMadeAnewOverADatabase()
    {
        await StartAndStopAsync();
        File.Delete(Path.Combine(_folder.FullName, "secrets.env"));

        var (code, _, error) = await VotiveProcess.RunAsync(["up", "--data", _folder.FullName, "--port", "0"]);

        Assert.Equal(78, code);
        Assert.Contains("DATABASE_KEY", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakenPort_Is69_AndNamesThePort()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        // The prompt service is the first to start, on the base port and two.
        var (code, _, error) = await VotiveProcess.RunAsync(["up", "--data", _folder.FullName, "--port", $"{port - 2}"]);

        Assert.Equal(69, code);
        Assert.Contains($"{port}", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task StartAndStopAsync()
    {
        using var program = VotiveProcess.Start(["up", "--data", _folder.FullName, "--port", "0"]);
        await ReadUntilReadyAsync(program);
        Assert.Equal(0, await program.TerminateAsync());
    }

    private static async Task<IReadOnlyList<string>> ReadUntilReadyAsync(VotiveProcess program)
    {
        var lines = new List<string>();
        while (await program.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.StartsWith("Ctrl-C", StringComparison.Ordinal))
            {
                return lines;
            }
        }

        throw new InvalidOperationException($"The program ended before it was ready. It printed: {string.Join(Environment.NewLine, lines)}");
    }

    private static Uri AddressIn(IReadOnlyList<string> lines, string name)
    {
        var line = lines.Single(line => line.StartsWith($"  {name} ", StringComparison.Ordinal));
        return new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]);
    }
}
