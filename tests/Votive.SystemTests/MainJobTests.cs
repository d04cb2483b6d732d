using System.Text.Json;
using Votive.Contracts.Analyses;

namespace Votive.SystemTests;

/// <summary>Answers in, report out, through the services as `votive up` runs them.</summary>
public sealed class MainJobTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("pl")]
    public async Task Persona_GetsAllSixParts_EachClaimWithEvidenceThatIsInTheInput(string locale)
    {
        await using var system = await TemporarySystem.StartAsync();
        using var backend = new HttpClient { BaseAddress = system.Services.Backend };
        var request = Api.Request(locale);

        using var response = await backend.AnalyzeAsync(request);

        var (analysis, meta) = await response.ResultAsync();
        Assert.Equal(AnalysisSource.Local, meta.Source);
        Assert.Equal("IDENTITY_ANALYSIS", meta.Prompt!.Key);
        Assert.All(
            new[] { analysis.Patterns, analysis.Contradictions, analysis.BlindSpots, analysis.LeveragePoints, analysis.Risks },
            part => Assert.NotEmpty(part));
        Assert.NotEmpty(analysis.IdentitySynthesis.Sentences);
        Assert.All(analysis.Claims(), claim =>
        {
            Assert.NotEmpty(claim.Evidence);
            Assert.All(claim.Evidence, evidence => Assert.Contains(evidence.Item, request.Answers.Keys));
        });
    }

    [Fact]
    public async Task SameInputTwice_GivesTheSameBytesOfAnalysis()
    {
        await using var system = await TemporarySystem.StartAsync();
        using var backend = new HttpClient { BaseAddress = system.Services.Backend };

        var first = await AnalysisBytesAsync(backend);
        var second = await AnalysisBytesAsync(backend);

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Database_IsNotReadable_AndHoldsNoPromptInClear()
    {
        await using var system = await TemporarySystem.StartAsync();
        var seed = typeof(PromptService.PromptServiceHosting).Assembly;
        var name = seed.GetManifestResourceNames().Single(name => name.EndsWith("IDENTITY_ANALYSIS.en.md", StringComparison.Ordinal));
        using var prompt = new StreamReader(seed.GetManifestResourceStream(name)!);
        var lines = (await prompt.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n').Where(line => line.Length > 30).ToArray();
        Assert.NotEmpty(lines);

        var files = Directory.EnumerateFiles(Path.GetDirectoryName(system.DatabaseFile)!, "votive.db*").ToArray();

        Assert.Contains(system.DatabaseFile, files);
        foreach (var file in files)
        {
            var text = await ReadSharedAsync(file);
            Assert.False(text.StartsWith("SQLite format 3", StringComparison.Ordinal), file);
            Assert.DoesNotContain("IDENTITY_ANALYSIS", text, StringComparison.Ordinal);
            Assert.All(lines, line => Assert.DoesNotContain(line, text, StringComparison.Ordinal));
        }
    }

    private static async Task<string> AnalysisBytesAsync(HttpClient backend)
    {
        using var response = await backend.AnalyzeAsync(Api.Request("en"));
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return document.RootElement.GetProperty("data").GetProperty("analysis").GetRawText();
    }

    private static async Task<string> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
