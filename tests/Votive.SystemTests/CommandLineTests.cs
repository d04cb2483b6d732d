using System.Text.Json;

namespace Votive.SystemTests;

public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("votive-test-");

    [Fact]
    public async Task Version_IsPrinted()
    {
        var (code, output, _) = await VotiveProcess.RunAsync(["--version"]);

        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+", output);
    }

    [Theory]
    [InlineData("en", "PATTERNS", "CONTRADICTIONS", "BLIND SPOTS", "LEVERAGE POINTS", "RISKS", "IN THREE SENTENCES")]
    [InlineData("pl", "WZORCE", "SPRZECZNOŚCI", "MARTWE POLA", "PUNKTY DŹWIGNI", "RYZYKA", "W TRZECH ZDANIACH")]
    public async Task ExportedPersona_PipedIntoAnalyze_PrintsAllSixParts(string language, params string[] headings)
    {
        var persona = await ExportAsync(language);

        var (code, output, error) = await VotiveProcess.RunAsync(["analyze", "-", "--data", _folder.FullName], persona);

        Assert.True(code == 0, error);
        Assert.All(headings, heading => Assert.Contains(heading, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task LangOption_GivesPolishThroughout()
    {
        var persona = await ExportAsync("en");

        var (code, output, error) = await VotiveProcess.RunAsync(["analyze", "-", "--offline", "--lang", "pl"], persona);

        Assert.True(code == 0, error);
        Assert.Contains("WZORCE", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Ask yourself", output, StringComparison.Ordinal);
        Assert.DoesNotContain("not yet validated", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OfflineTwice_GivesTheSameBytes()
    {
        var persona = await ExportAsync("en");

        var first = await VotiveProcess.RunAsync(["analyze", "-", "--offline", "--json"], persona);
        var second = await VotiveProcess.RunAsync(["analyze", "-", "--offline", "--json"], persona);

        Assert.Equal(0, first.ExitCode);
        Assert.Equal(first.Output, second.Output);
    }

    [Fact]
    public async Task OfflineAndThroughTheServices_GiveTheSameAnalysis()
    {
        var persona = await ExportAsync("pl");

        var offline = await VotiveProcess.RunAsync(["analyze", "-", "--offline", "--json"], persona);
        var services = await VotiveProcess.RunAsync(["analyze", "-", "--json", "--data", _folder.FullName], persona);

        Assert.True(services.ExitCode == 0, services.Error);
        Assert.Equal(AnalysisIn(offline.Output), AnalysisIn(services.Output));
    }

    [Fact]
    public async Task Html_IsOneFileThatNeedsNothingElse()
    {
        var persona = await ExportAsync("en");
        var target = Path.Combine(_folder.FullName, "report.html");

        var (code, _, error) = await VotiveProcess.RunAsync(["analyze", "-", "--offline", "--html", target], persona);

        Assert.True(code == 0, error);
        var html = await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken);
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<link", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("(src|href)=\"(https?:|/)", html);
    }

    [Fact]
    public async Task LogOfTheServices_IsNoPartOfTheReport()
    {
        var persona = await ExportAsync("en");

        var (code, output, error) = await VotiveProcess.RunAsync(
            ["analyze", "-", "--json", "--data", _folder.FullName], persona, new Dictionary<string, string> { ["LOG_LEVEL"] = "info" });

        Assert.Equal(0, code);
        Assert.NotEmpty(AnalysisIn(output));
        Assert.Contains("\"level\":\"info\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogOfAStart_HasNoWarning()
    {
        var persona = await ExportAsync("en");

        var (_, _, error) = await VotiveProcess.RunAsync(["analyze", "-", "--json", "--data", _folder.FullName], persona);

        Assert.DoesNotContain("\"level\":\"warn\"", error, StringComparison.Ordinal);
        Assert.DoesNotContain("\"level\":\"error\"", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 66, "empty")]
    [InlineData("{", 65, "not a valid request")]
    [InlineData("""{ "instrument": "votive-core", "mood": 1 }""", 65, "unknown")]
    [InlineData("""{ "instrument": "other", "version": "1.0.0", "locale": "en", "answers": {} }""", 65, "votive-core")]
    public async Task BadInput_EndsWithAClearMessage(string input, int exitCode, string message)
    {
        var (code, output, error) = await VotiveProcess.RunAsync(["analyze", "-", "--offline"], input);

        Assert.Equal(exitCode, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task UnknownItem_IsNamed()
    {
        var persona = (await ExportAsync("en")).Replace("\"day.energy\"", "\"day.enrgy\"", StringComparison.Ordinal);

        var (code, _, error) = await VotiveProcess.RunAsync(["analyze", "-", "--offline"], persona);

        Assert.Equal(65, code);
        Assert.Contains("day.enrgy", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("--offline")]
    public async Task UnknownWithheldItem_IsNamedWithAndWithoutServices(params string[] options)
    {
        var persona = (await ExportAsync("en")).Replace("\"withhold\": []", "\"withhold\": [\"day.enrgy\"]", StringComparison.Ordinal);

        var (code, _, error) = await VotiveProcess.RunAsync(["analyze", "-", .. options], persona);

        Assert.Equal(65, code);
        Assert.Contains("withhold[0]", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingFile_Is66()
    {
        var (code, _, error) = await VotiveProcess.RunAsync(["analyze", Path.Combine(_folder.FullName, "none.json")]);

        Assert.Equal(66, code);
        Assert.Contains("none.json", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("analyse")]
    [InlineData("up", "--port", "99999")]
    [InlineData("up", "--port", "x")]
    [InlineData("db", "backup", "--keep", "x")]
    [InlineData("db", "backup", "--keep", "99999999999")]
    [InlineData("db", "backup", "--json=x")]
    [InlineData("db", "copy", "--dry-run=x")]
    [InlineData("db", "restore", "some.db", "--yes=x")]
    [InlineData("analyze", "-", "--offline=x")]
    [InlineData("analyze", "-", "--server", "localhost", "--offline")]
    [InlineData("personas", "export", "anne", "--lang", "de")]
    [InlineData("analyze", "-", "--server", "localhost")]
    [InlineData("analyze", "-", "--server", "http://127.0.0.1:9", "--offline")]
    public async Task WrongCommandLine_Is64(params string[] arguments)
    {
        var (code, _, error) = await VotiveProcess.RunAsync(arguments);

        Assert.True(code == 64, error);
        Assert.NotEmpty(error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnreachableServer_Is69()
    {
        var persona = await ExportAsync("en");

        var (code, _, error) = await VotiveProcess.RunAsync(["analyze", "-", "--server", "http://127.0.0.1:9"], persona);

        Assert.Equal(69, code);
        Assert.Contains("--offline", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_OnAFreshMachine_FindsNoFault()
    {
        var (code, output, _) = await VotiveProcess.RunAsync(["doctor", "--data", Path.Combine(_folder.FullName, "none"), "--json"]);

        Assert.Equal(0, code);
        using var findings = JsonDocument.Parse(output);
        Assert.Contains(findings.RootElement.EnumerateArray(), finding => finding.GetProperty("name").GetString() == "engine");
    }

    [Fact]
    public async Task Doctor_LooksWhereTheDatabaseIs()
    {
        var file = await VotiveProcess.RunAsync(
            ["doctor", "--data", _folder.FullName], environment: new Dictionary<string, string> { ["DATABASE_URL"] = "no.db", ["DATABASE_KEY"] = new string('5', 64) });
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "no.db"), new string('x', 5000), TestContext.Current.CancellationToken);
        var other = await VotiveProcess.RunAsync(
            ["doctor", "--data", _folder.FullName], environment: new Dictionary<string, string> { ["DATABASE_URL"] = "no.db", ["DATABASE_KEY"] = new string('5', 64) });
        var server = await VotiveProcess.RunAsync(
            ["doctor", "--data", _folder.FullName], environment: new Dictionary<string, string> { ["DATABASE_URL"] = "postgresql://votive@127.0.0.1:9/votive" });

        Assert.Contains("NOTE  database       There is none yet", file.Output, StringComparison.Ordinal);
        Assert.Contains("FAULT database       DATABASE_KEY does not open it", other.Output, StringComparison.Ordinal);
        Assert.Contains("NOTE  database       On PostgreSQL", server.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> ExportAsync(string language)
    {
        var list = await VotiveProcess.RunAsync(["personas", "list", "--json"]);
        using var personas = JsonDocument.Parse(list.Output);
        var name = personas.RootElement[0].GetProperty("name").GetString()!;
        var export = await VotiveProcess.RunAsync(["personas", "export", name, "--lang", language]);
        Assert.Equal(0, export.ExitCode);
        return export.Output;
    }

    private static string AnalysisIn(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("analysis").GetRawText();
    }
}
