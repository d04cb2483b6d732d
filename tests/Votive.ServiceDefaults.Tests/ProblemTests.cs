using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Votive.Contracts;

namespace Votive.ServiceDefaults.Tests;

public sealed class ProblemTests
{
    private const string Secret = "what-a-person-wrote";

    [Theory]
    [InlineData("not-found", 404, ProblemCodes.NotFound, "No such thing.")]
    [InlineData("conflict", 409, ProblemCodes.Conflict, "Already started.")]
    [InlineData("forbidden", 403, ProblemCodes.Forbidden, "Not yours.")]
    [InlineData("unavailable", 503, ProblemCodes.Unavailable, "Down.")]
    public async Task ExpectedException_IsItsStatusWithItsMessage(string path, int status, string code, string detail)
    {
        await using var service = await StartAsync();

        using var response = await service.GetAsync($"/throw/{path}");
        var problem = await response.ReadProblemAsync();

        Assert.Equal(status, problem.Status);
        Assert.Equal(code, problem.Code);
        Assert.Equal(detail, problem.Detail);
        Assert.Empty(service.Logs.At("error"));
    }

    [Fact]
    public async Task InvalidInput_NamesTheFields()
    {
        await using var service = await StartAsync();

        using var response = await service.GetAsync("/throw/invalid");
        var problem = await response.ReadProblemAsync();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(ProblemCodes.Validation, problem.Code);
        Assert.Equal(["Out of range."], problem.Errors!["answers.Q1"]);
    }

    [Fact]
    public async Task Unavailable_SaysWhenToComeBack_RoundedUp()
    {
        await using var service = await StartAsync();

        using var response = await service.GetAsync("/throw/unavailable");

        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task UnexpectedException_Is500WithoutDetails_LoggedOnceWithTheTraceId()
    {
        await using var service = await StartAsync();

        using var response = await service.GetAsync("/throw/bug");
        var problem = await response.ReadProblemAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(ProblemCodes.Internal, problem.Code);
        Assert.Null(problem.Detail);
        var line = Assert.Single(service.Logs.At("error"));
        Assert.Equal(problem.TraceId, line.GetProperty("traceId").GetString());
        Assert.Equal("System.InvalidOperationException", line.GetProperty("error").GetProperty("type").GetString());
        Assert.Empty(service.Logs.At("fatal"));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/png")]
    [InlineData("application/json")]
    public async Task UnknownRoute_IsAProblem_WhateverIsAccepted(string accept)
    {
        await using var service = await StartAsync();

        using var response = await service.GetAsync("/nowhere", ("Accept", accept));
        var problem = await response.ReadProblemAsync();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(ProblemCodes.NotFound, problem.Code);
    }

    [Fact]
    public async Task WrongMethod_IsAProblemWithAllow()
    {
        await using var service = await StartAsync();

        using var response = await service.GetAsync("/body");
        var problem = await response.ReadProblemAsync();

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(ProblemCodes.MethodNotAllowed, problem.Code);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task OtherMediaType_Is415()
    {
        await using var service = await StartAsync();

        using var response = await service.PostAsync("/body", "{}", "text/plain");
        var problem = await response.ReadProblemAsync();

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(ProblemCodes.UnsupportedMediaType, problem.Code);
    }

    [Fact]
    public async Task Challenge_KeepsItsHeader()
    {
        await using var service = await StartAsync();

        using var response = await service.GetAsync("/challenge");
        var problem = await response.ReadProblemAsync();

        Assert.Equal(ProblemCodes.Unauthenticated, problem.Code);
        Assert.Equal("Scheme", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task EndpointsOwnProblem_GetsCodeAndTraceId_AndKeepsItsOwnCode()
    {
        await using var service = await StartAsync();

        using var plain = await service.GetAsync("/problem");
        using var coded = await service.GetAsync("/problem/coded");

        Assert.Equal(ProblemCodes.Conflict, (await plain.ReadProblemAsync()).Code);
        var problem = await coded.ReadProblemAsync();
        Assert.Equal(ProblemCodes.AnalysisInvalid, problem.Code);
        Assert.Equal("https://votive.example/problems/x", problem.Type);
    }

    [Theory]
    [InlineData("""{"nope":"what-a-person-wrote"}""", "nope")]
    [InlineData("""{"text":["what-a-person-wrote"]}""", "text")]
    [InlineData("""{"text":"a","text":"what-a-person-wrote"}""", "text")]
    [InlineData("""{"text":null}""", "text")]
    [InlineData("""{"inner":{"count":"what-a-person-wrote"}}""", "inner.count")]
    [InlineData("""{"inner":{}}""", "inner.count")]
    [InlineData("""{"list":[1,"what-a-person-wrote"]}""", "list[1]")]
    [InlineData("""{"day":"what-a-person-wrote"}""", "day")]
    [InlineData("""["what-a-person-wrote"]""", "$")]
    public async Task BodyOfAnotherShape_Is400NamingThePlace_WithoutTheValue(string json, string field)
    {
        await using var service = await StartAsync();

        using var response = await service.PostAsync("/body", json);
        var problem = await response.ReadProblemAsync();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(ProblemCodes.Validation, problem.Code);
        Assert.Equal([field], problem.Errors!.Keys);
        await AssertNotRepeatedAsync(service, response);
    }

    [Theory]
    [InlineData("""{"text":"what-a-person-wrote""", "line 1")]
    [InlineData("what-a-person-wrote", "line 1")]
    [InlineData("{\n\"text\": what-a-person-wrote }", "line 2, byte 9")]
    [InlineData("", "body is required")]
    public async Task BodyThatIsNotJson_Is400SayingWhere(string json, string detail)
    {
        await using var service = await StartAsync();

        using var response = await service.PostAsync("/body", json);
        var problem = await response.ReadProblemAsync();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(ProblemCodes.BadRequest, problem.Code);
        Assert.Contains(detail, problem.Detail, StringComparison.Ordinal);
        await AssertNotRepeatedAsync(service, response);
    }

    [Theory]
    [InlineData("/query", 400)]
    [InlineData("/throw/bug", 500)]
    public async Task Development_AnswersAsProductionDoes(string path, int status)
    {
        await using var service = await StartAsync("Development");

        using var response = await service.GetAsync(path);
        var problem = await response.ReadProblemAsync();

        Assert.Equal(status, problem.Status);
        Assert.Null(problem.Detail);
    }

    [Theory]
    [InlineData("/query", "Required.")]
    [InlineData("/query?count=what-a-person-wrote", "Not a valid value.")]
    public async Task UnreadableParameter_Is400NamingIt(string path, string fault)
    {
        await using var service = await StartAsync();

        using var response = await service.GetAsync(path);
        var problem = await response.ReadProblemAsync();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([fault], problem.Errors!["count"]);
        await AssertNotRepeatedAsync(service, response);
    }

    [Fact]
    public async Task ValidationFault_NamesTheFieldAsTheCallerWroteIt()
    {
        await using var service = await StartAsync();

        using var response = await service.PostAsync("/body", """{"text":"too long for this field","inner":{"count":0}}""");
        var problem = await response.ReadProblemAsync();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(["inner.count", "text"], problem.Errors!.Keys.Order());
    }

    [Fact]
    public async Task CallerFaults_AreNotLoggedAboveDebug()
    {
        await using var service = await StartAsync();

        using var one = await service.PostAsync("/body", "nonsense");
        using var other = await service.GetAsync("/throw/conflict");

        Assert.Equal(2, service.Logs.At("debug").Count(line => line.GetProperty("msg").GetString()!.StartsWith("The request was refused", StringComparison.Ordinal)));
        Assert.Empty(service.Logs.At("warn"));
        Assert.Empty(service.Logs.At("error"));
    }

    [Fact]
    public async Task CallerWhoLeaves_IsNoFault()
    {
        var started = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        await using var service = await TestService.StartAsync(
            map: app => app.MapGet("/wait", async (CancellationToken cancellationToken) =>
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }),
            before: app => app.Use(async (context, next) =>
            {
                await next(context);
                ended.SetResult();
            }));
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(service.Address.Host, service.Address.Port, TestContext.Current.CancellationToken);
            await socket.GetStream().WriteAsync("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            await started.Task.WaitAsync(TestContext.Current.CancellationToken);
        }

        await ended.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Empty(service.Logs.At("warn"));
        Assert.Empty(service.Logs.At("error"));
    }

    private static async Task AssertNotRepeatedAsync(TestService service, HttpResponseMessage response)
    {
        Assert.DoesNotContain(Secret, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain(service.Logs.Text, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    private static Task<TestService> StartAsync(string environment = "Production") => TestService.StartAsync(
        app =>
        {
            app.MapGet("/throw/{what}", Throw);
            app.MapPost("/body", (Body body) => TypedResults.Ok(body));
            app.MapGet("/query", (int count) => count);
            app.MapGet("/problem", () => TypedResults.Problem("Already.", statusCode: StatusCodes.Status409Conflict));
            app.MapGet("/problem/coded", () => TypedResults.Problem(
                statusCode: StatusCodes.Status502BadGateway,
                type: "https://votive.example/problems/x",
                extensions: [new("code", ProblemCodes.AnalysisInvalid)]));
            app.MapGet("/challenge", (HttpResponse response) =>
            {
                response.Headers.WWWAuthenticate = "Scheme";
                return TypedResults.Unauthorized();
            });
        },
        builder => builder.Services.AddValidation(),
        environment: environment,
        settings: ("LOG_LEVEL", "debug"));

    private static string Throw(string what) => throw (what switch
    {
        "not-found" => new NotFoundException("No such thing."),
        "conflict" => new ConflictException("Already started."),
        "forbidden" => new ForbiddenException("Not yours."),
        "unavailable" => new UnavailableException("Down.", TimeSpan.FromSeconds(2.1)),
        "invalid" => new InvalidInputException("Wrong.", new Dictionary<string, string[]> { ["answers.Q1"] = ["Out of range."] }),
        _ => new InvalidOperationException("A bug."),
    });
}

public sealed record Body
{
    [StringLength(10)]
    public string Text { get; init; } = "";

    public Inner? Inner { get; init; }

    public IReadOnlyList<int> List { get; init; } = [];

    public DayOfWeek Day { get; init; }
}

public sealed record Inner([property: Range(1, 5)] int Count);
