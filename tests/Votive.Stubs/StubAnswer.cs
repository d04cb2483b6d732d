using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Votive.Stubs;

/// <summary>How a stub server answers one request.</summary>
public delegate Task StubAnswer(HttpContext context, RecordedRequest request);

/// <summary>Answers that no service should give, and some that it may.</summary>
public static class StubAnswers
{
    /// <summary>A status with an empty body.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="retryAfter">Value of <c>Retry-After</c>, seconds or a date; null for none.</param>
    public static StubAnswer Status(int status, string? retryAfter = null) => (context, _) =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return Task.CompletedTask;
    };

    /// <summary>A success with this body.</summary>
    public static StubAnswer Body(string body, string mediaType = MediaTypeNames.Application.Json) => async (context, _) =>
    {
        context.Response.ContentType = mediaType;
        await context.Response.WriteAsync(body, context.RequestAborted);
    };

    /// <summary>A success with a page in it, as a proxy in trouble gives.</summary>
    public static StubAnswer Html { get; } = Body("<!doctype html><title>Welcome</title>", MediaTypeNames.Text.Html);

    /// <summary>A page that says of itself that it is JSON.</summary>
    public static StubAnswer HtmlAsJson { get; } = Body("<!doctype html><title>Welcome</title>");

    /// <summary>A redirect to another place.</summary>
    public static StubAnswer Redirect(Uri target) => (context, _) =>
    {
        context.Response.Redirect(target.AbsoluteUri, permanent: false, preserveMethod: true);
        return Task.CompletedTask;
    };

    /// <summary>Never answers; ends when the caller gives up.</summary>
    public static StubAnswer Hang { get; } = (context, _) => HoldAsync(context, Task.Delay(Timeout.Infinite, context.RequestAborted));

    /// <summary>The headers and half of the body, then nothing more.</summary>
    public static StubAnswer Stall(string body) => async (context, _) =>
    {
        await WriteHalfAsync(context, body);
        await HoldAsync(context, Task.Delay(Timeout.Infinite, context.RequestAborted));
    };

    /// <summary>The headers and half of the body, then the connection breaks.</summary>
    public static StubAnswer Cut(string body) => async (context, _) =>
    {
        await WriteHalfAsync(context, body);
        context.Abort();
    };

    /// <summary>The connection breaks before anything is sent.</summary>
    public static StubAnswer Abort { get; } = (context, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Another answer, but not before <paramref name="gate"/> is done.</summary>
    public static StubAnswer After(Task gate, StubAnswer answer) => async (context, request) =>
    {
        await gate.WaitAsync(context.RequestAborted);
        await answer(context, request);
    };

    private static async Task WriteHalfAsync(HttpContext context, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Response.ContentType = MediaTypeNames.Application.Json;
        context.Response.Headers.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static async Task HoldAsync(HttpContext context, Task forever)
    {
        try
        {
            await forever;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller gave up.
        }
    }
}
