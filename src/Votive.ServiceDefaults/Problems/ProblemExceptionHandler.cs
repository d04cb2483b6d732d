using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Votive.ServiceDefaults.Problems;

/// <summary>The one place where an exception becomes an answer, and where it is logged.</summary>
internal sealed partial class ProblemExceptionHandler(IProblemDetailsService problems, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var details = Describe(exception);
        Record(details.Status, exception);
        httpContext.Response.StatusCode = details.Status ?? StatusCodes.Status500InternalServerError;
        if (exception is UnavailableException unavailable)
        {
            httpContext.Response.Headers.RetryAfter = WholeSeconds(unavailable.RetryAfter ?? DefaultRetryAfter);
        }

        await problems.WriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = details, Exception = exception });
        return true;
    }

    private static ProblemDetails Describe(Exception exception) => exception switch
    {
        NotFoundException => Because(StatusCodes.Status404NotFound, exception),
        ConflictException => Because(StatusCodes.Status409Conflict, exception),
        ForbiddenException => Because(StatusCodes.Status403Forbidden, exception),
        UnavailableException => Because(StatusCodes.Status503ServiceUnavailable, exception),
        InvalidInputException input => new HttpValidationProblemDetails(input.Errors.ToDictionary(StringComparer.Ordinal))
        {
            Status = StatusCodes.Status400BadRequest,
            Detail = input.Message,
        },
        BadHttpRequestException request => UnreadableRequest.Describe(request),
        _ => new ProblemDetails { Status = StatusCodes.Status500InternalServerError },
    };

    private static ProblemDetails Because(int status, Exception exception) => new() { Status = status, Detail = exception.Message };

    /// <summary>What a caller is told when nobody knows better, so that 503 never comes without a word on when to come back.</summary>
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    // Rounded up, so that a caller who waits exactly that long does not come too early.
    private static string WholeSeconds(TimeSpan wait) =>
        Math.Max(0, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private void Record(int? status, Exception exception)
    {
        switch (status)
        {
            case StatusCodes.Status503ServiceUnavailable:
                Log.Unavailable(logger, exception);
                break;
            case StatusCodes.Status500InternalServerError:
                Log.Failed(logger, exception);
                break;
            default:
                Log.Refused(logger, status, exception.GetType().Name);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The request failed by a fault of ours.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "The request failed because something it needs is down.")]
        public static partial void Unavailable(ILogger logger, Exception exception);

        // Without the exception: its message may quote what the caller sent.
        [LoggerMessage(3, LogLevel.Debug, "The request was refused with {Status} ({Reason}).")]
        public static partial void Refused(ILogger logger, int? status, string reason);
    }
}
