using Microsoft.Extensions.Options;

namespace Votive.Web;

internal sealed class WebOptionsValidator : IValidateOptions<WebOptions>
{
    public ValidateOptionsResult Validate(string? name, WebOptions options)
    {
        string[] faults =
        [
            .. Check("BACKEND_URL", options.BackendUrl),
            .. Check("PROMPT_SERVICE_URL", options.PromptServiceUrl),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Check(string variable, string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? []
            : [$"{variable} must be an absolute http or https address."];
}
