using System.Text.Json;
using Votive.Contracts.Analyses;
using Votive.Contracts.Drafts;
using Votive.Contracts.Health;
using Votive.Contracts.Prompts;

namespace Votive.Contracts.Tests.Json;

/// <summary>What one service writes, another reads back the same; compared as JSON because records compare their lists by reference.</summary>
public sealed class RoundTripTests
{
    private static readonly JsonElement Answer = JsonSerializer.SerializeToElement("żółw");
    private static readonly DateTimeOffset Moment = new(2026, 3, 1, 12, 30, 0, TimeSpan.Zero);

    [Fact]
    public void AnalyzeRequest_SurvivesTheWire() => AssertSurvives(new AnalyzeRequest
    {
        Instrument = "votive-core",
        Version = "0.9.0",
        Locale = "pl",
        Answers = new Dictionary<string, JsonElement> { ["item.one"] = Answer },
        Withhold = ["item.one"],
        Subject = "visitor-1",
        Thinking = true,
    });

    [Fact]
    public void AnalyzeAnswer_SurvivesTheWire() => AssertSurvives(new SuccessEnvelope<AnalyzeResult>(new AnalyzeResult(Analysis(), Meta())));

    [Fact]
    public void ResolveRequest_SurvivesTheWire() =>
        AssertSurvives(new ResolveRequest { Key = "A_B", ThinkingEnabled = true, Language = "pl", Label = "production" });

    [Fact]
    public void ResolutionSet_SurvivesTheWire() => AssertSurvives(new SuccessEnvelope<ResolutionSet>(new ResolutionSet
    {
        Key = "IDENTITY_ANALYSIS",
        Revision = 7,
        Version = 2,
        Hash = new string('a', 64),
        Language = "pl",
        Content = "Treść z {{name}}",
        Variables = ["name"],
        Settings = new ModelSettings { Model = "m", Temperature = 0.3, MaxTokens = 4096, ThinkingBudget = 2048 },
        OutputSchema = JsonSerializer.SerializeToElement(new { type = "object" }),
        FreshUntil = Moment,
    }));

    [Fact]
    public void Draft_SurvivesTheWire() => AssertSurvives(new Draft
    {
        Instrument = "votive-core",
        Version = "0.9.0",
        Locale = "en",
        Path = "quick",
        CurrentItem = "item.two",
        Answers = new Dictionary<string, JsonElement> { ["item.one"] = Answer },
        Revision = 3,
        UpdatedAt = Moment,
        ExpiresAt = Moment.AddDays(30),
        HasReport = false,
    });

    [Fact]
    public void DraftPatch_SurvivesTheWire() => AssertSurvives(new DraftPatch
    {
        Version = "0.9.0",
        Locale = "pl",
        Path = "full",
        Answers = new Dictionary<string, JsonElement> { ["item.one"] = Answer },
    });

    [Fact]
    public void HealthReport_HasTheSeedsShape() => Assert.Equal(
        """{"status":"degraded","timestamp":"2026-03-01T12:30:00.000Z","checks":{"anthropic":{"status":"healthy"},"prompt-service":{"status":"degraded","circuit":"open"}}}""",
        JsonSerializer.Serialize(
            new HealthReport
            {
                Status = HealthState.Degraded,
                Timestamp = Moment,
                Checks = new Dictionary<string, HealthCheck>
                {
                    ["anthropic"] = new() { Status = HealthState.Healthy },
                    ["prompt-service"] = new() { Status = HealthState.Degraded, Circuit = "open" },
                },
            },
            ContractJson.Options));

    [Fact]
    public void Problem_SurvivesTheWire() => AssertSurvives(new Problem
    {
        Title = "Bad Request",
        Status = 400,
        Detail = "Nie tak.",
        Code = ProblemCodes.Validation,
        TraceId = new string('a', 32),
        Errors = new Dictionary<string, string[]> { ["answers.x"] = ["Required."] },
    });

    private static void AssertSurvives<T>(T value)
    {
        var written = JsonSerializer.Serialize(value, ContractJson.Options);
        var again = JsonSerializer.Serialize(JsonSerializer.Deserialize<T>(written, ContractJson.StrictOptions), ContractJson.Options);

        Assert.Equal(written, again);
        Assert.True(written.Length > 20, "Nothing was written.");
    }

    private static Analysis Analysis()
    {
        var evidence = new Evidence { Item = "item.one", Row = 0, Start = 1, End = 3, Question = "Co?", Shown = "ół" };
        var insight = new Insight
        {
            Id = "rule.p4",
            Title = "Tytuł",
            Text = "Zdanie.",
            Evidence = [evidence],
            Origin = AnalysisSource.Local,
            Verification = VerificationState.YourWords,
            Confidence = Confidence.High,
            Priority = 0.75m,
            CouldAlsoBe = "Coś innego.",
            AskYourself = "Czy?",
        };
        return new Analysis
        {
            Language = "pl",
            Source = AnalysisSource.Local,
            Instrument = new InstrumentReference("votive-core", "0.9.0", new string('0', 64)),
            Patterns = [insight],
            Contradictions = [insight],
            BlindSpots = [],
            LeveragePoints = [],
            Risks = [],
            IdentitySynthesis = new IdentitySynthesis([new SynthesisSentence(SynthesisRole.NextStep, "Krok.", [evidence])]),
            Scores = [new Score { Id = "self-discipline", Name = "Samodyscyplina", Raw = 3.25m, Pomp = 60m, Validated = true }],
            Cautions = [new Caution("support", "Tekst.")],
        };
    }

    private static AnalysisMeta Meta() => new()
    {
        Source = AnalysisSource.Model,
        Model = "m",
        Prompt = new PromptUse(PromptKeys.IdentityAnalysis, 1, Stale: true),
        Fallback = FallbackReasons.ModelInvalid,
        Usage = new TokenUsage(10, 20),
        Verification = new VerificationSummary(3, 1, 1, 1),
        TraceId = new string('b', 32),
    };
}
