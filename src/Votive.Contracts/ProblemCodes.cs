namespace Votive.Contracts;

/// <summary>The values of <see cref="Problem.Code"/>.</summary>
public static class ProblemCodes
{
    /// <summary>400: a field of the request is wrong; <see cref="Problem.Errors"/> names it.</summary>
    public const string Validation = "validation";

    /// <summary>400: the body is not the JSON that was asked for.</summary>
    public const string BadRequest = "bad_request";

    /// <summary>401: the service credential is missing or wrong.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>403: known, but not allowed.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>404: no such resource.</summary>
    public const string NotFound = "not_found";

    /// <summary>405: the resource does not take this method; <c>Allow</c> names those it takes.</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>409: the resource is not in the state that the request needs.</summary>
    public const string Conflict = "conflict";

    /// <summary>413: the body is larger than the limit.</summary>
    public const string TooLarge = "too_large";

    /// <summary>415: the body is not of a media type that is read here.</summary>
    public const string UnsupportedMediaType = "unsupported_media_type";

    /// <summary>429: the limit is used up; <c>Retry-After</c> says when to come back.</summary>
    public const string TooManyRequests = "too_many_requests";

    /// <summary>502: the model answered, but not with a valid reading.</summary>
    public const string AnalysisInvalid = "analysis_invalid";

    /// <summary>503: a part that this request needs is down; <c>Retry-After</c> says when to come back.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>500: a fault of ours.</summary>
    public const string Internal = "internal";
}
