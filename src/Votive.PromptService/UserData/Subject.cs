using Votive.Contracts;
using Votive.ServiceDefaults;

namespace Votive.PromptService.UserData;

/// <summary>Whom the calling service acts for, from its header.</summary>
/// <param name="Id">An opaque visitor or account id.</param>
internal readonly record struct Subject(string Id)
{
    /// <exception cref="InvalidInputException">The header is missing or not an id.</exception>
    public static ValueTask<Subject> BindAsync(HttpContext context) => context.Subject() is { } id
        ? ValueTask.FromResult(new Subject(id))
        : throw new InvalidInputException(
            "The request does not say whom it acts for.",
            new Dictionary<string, string[]> { [WireHeaders.Subject] = ["Must be 8 to 64 letters, digits, '-' or '_'."] });
}
