using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Votive.ServiceDefaults.Tests;

public sealed partial class LoggingTests
{
    [Fact]
    public async Task Line_HasTimeServiceCategoryAndValues()
    {
        await using var service = await TestService.StartAsync();

        Log.Saved(LoggerOf(service), 3, DayOfWeek.Friday, TimeSpan.FromSeconds(1.5));

        var line = service.Logs.Parsed.Single(line => line.GetProperty("category").GetString() == "Votive.Test");
        Assert.Equal(
            """{"time":"2026-03-01T12:00:00.000Z","level":"info","service":"test","category":"Votive.Test","msg":"Saved 3 drafts on Friday in 00:00:01.5000000.","count":3,"day":"friday","elapsed":"00:00:01.5000000"}""",
            line.GetRawText());
    }

    [Fact]
    public async Task EventWithDeclaredMembers_HasExactlyThose()
    {
        await using var service = await TestService.StartAsync(add: builder => builder.Services.Configure<JsonLineOptions>(options =>
            options.EventMembers["JobCompleted"] = ["level", "msg", "traceId", "spanId", "duration", "result"]));
        using var source = new ActivitySource("Votive.Test");
        using var job = source.StartActivity("job");

        Log.JobCompleted(LoggerOf(service), "token-cleanup", 45, new Dictionary<string, long> { ["deletedTokens"] = 12 });

        Assert.Equal(
            $$$"""{"level":"info","msg":"Job completed: token-cleanup","traceId":"{{{job!.TraceId}}}","spanId":"{{{job.SpanId}}}","duration":45,"result":{"deletedTokens":12}}""",
            service.Logs.Text[^1].TrimEnd('\n'));
    }

    [Fact]
    public async Task RequestsLine_CarriesTheTraceOfTheRequest()
    {
        await using var service = await TestService.StartAsync(app => app.MapGet("/log", (ILoggerFactory loggers) =>
        {
            Log.Saved(loggers.CreateLogger("Votive.Test"), 1, DayOfWeek.Monday, TimeSpan.Zero);
            return Activity.Current!.TraceId.ToHexString() + Activity.Current.SpanId.ToHexString();
        }));

        using var response = await service.GetAsync("/log");
        var ids = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var line = service.Logs.Parsed.Single(line => line.GetProperty("category").GetString() == "Votive.Test");
        Assert.Equal(ids, line.GetProperty("traceId").GetString() + line.GetProperty("spanId").GetString());
    }

    [Fact]
    public async Task Exception_IsWrittenWithTypeMessageAndStack_AndItsInner()
    {
        await using var service = await TestService.StartAsync();

        Log.Broken(LoggerOf(service), Thrown(new InvalidOperationException("Outer.", Thrown(new TimeoutException("Inner.")))));

        var error = service.Logs.At("error").Single().GetProperty("error");
        Assert.Equal("System.InvalidOperationException", error.GetProperty("type").GetString());
        Assert.Equal("Outer.", error.GetProperty("message").GetString());
        Assert.Contains(nameof(Thrown), error.GetProperty("stack").GetString(), StringComparison.Ordinal);
        Assert.Equal("Inner.", error.GetProperty("inner").GetProperty("message").GetString());
    }

    public static TheoryData<Exception> QuotingExceptions =>
    [
        new JsonException("canary"),
        new FormatException("canary"),
        new KeyNotFoundException("canary"),
        new ArgumentOutOfRangeException("p", "canary", "canary"),
        new InvalidInputException("canary", new Dictionary<string, string[]>()),
        new AggregateException(new FormatException("canary")),
        new InvalidOperationException("Outer.", new FormatException("canary")),
    ];

    [Theory]
    [MemberData(nameof(QuotingExceptions))]
    public async Task ExceptionThatMayQuoteInput_IsWrittenWithoutItsMessage(Exception exception)
    {
        await using var service = await TestService.StartAsync();

        Log.Broken(LoggerOf(service), exception);

        Assert.Equal(exception.GetType().FullName, service.Logs.At("error").Single().GetProperty("error").GetProperty("type").GetString());
        Assert.DoesNotContain(service.Logs.Text, line => line.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ValueWithTheNameOfAMember_DoesNotDoubleIt()
    {
        await using var service = await TestService.StartAsync();

        Log.Levelled(LoggerOf(service), 5);

        var line = service.Logs.Parsed[^1];
        Assert.Equal("info", line.GetProperty("level").GetString());
        Assert.Equal(5, line.GetProperty("level_").GetInt32());
    }

    [Fact]
    public async Task ObjectAskedForWithAnAtSign_IsWrittenAsObject_OthersAsText()
    {
        await using var service = await TestService.StartAsync();

        Log.Things(LoggerOf(service), new Thing(1), new Thing(2));

        var line = service.Logs.Parsed[^1];
        Assert.Equal("""{"size":1}""", line.GetProperty("taken").GetRawText());
        Assert.Equal("a thing", line.GetProperty("named").GetString());
    }

    [Theory]
    [InlineData("debug", true, true)]
    [InlineData("info", false, true)]
    [InlineData("ERROR", false, false)]
    public async Task LogLevel_DecidesWhatIsWritten(string level, bool debug, bool info)
    {
        await using var service = await TestService.StartAsync(settings: ("LOG_LEVEL", level));

        var logger = LoggerOf(service);

        Assert.Equal(debug, logger.IsEnabled(LogLevel.Debug));
        Assert.Equal(info, logger.IsEnabled(LogLevel.Information));
        Assert.True(logger.IsEnabled(LogLevel.Error));
    }

    [Fact]
    public async Task Libraries_StaySilentBelowWarning()
    {
        await using var service = await TestService.StartAsync(settings: ("LOG_LEVEL", "trace"));

        using var response = await service.GetAsync("/nowhere?what-a-person-wrote");

        Assert.DoesNotContain(service.Logs.Text, line => line.Contains("what-a-person-wrote", StringComparison.Ordinal));
    }

    [Fact]
    public async Task UnknownLogLevel_StopsTheStart()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => TestService.StartAsync(settings: ("LOG_LEVEL", "loud")));

        Assert.Equal(["LOG_LEVEL is not one of trace, debug, info, warn, error."], exception.Failures);
    }

    private static ILogger LoggerOf(TestService service) =>
        service.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Votive.Test");

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception caught) when (caught == exception)
        {
            return caught;
        }
    }

    private sealed record Thing(int Size)
    {
        public override string ToString() => "a thing";
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Saved {Count} drafts on {Day} in {Elapsed}.")]
        public static partial void Saved(ILogger logger, int count, DayOfWeek day, TimeSpan elapsed);

#pragma warning disable SYSLIB1015 // The line has the last two as members of their own, not as words of its message.
        [LoggerMessage(2, LogLevel.Information, "Job completed: {Job}")]
        public static partial void JobCompleted(ILogger logger, string job, long duration, IReadOnlyDictionary<string, long> result);
#pragma warning restore SYSLIB1015

        [LoggerMessage(3, LogLevel.Error, "Broken.")]
        public static partial void Broken(ILogger logger, Exception exception);

        [LoggerMessage(4, LogLevel.Information, "Level {Level}.")]
        public static partial void Levelled(ILogger logger, int level);

        [LoggerMessage(5, LogLevel.Information, "Things {@Taken} and {Named}.")]
        public static partial void Things(ILogger logger, Thing taken, Thing named);
    }
}
