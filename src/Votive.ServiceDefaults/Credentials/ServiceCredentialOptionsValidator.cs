using System.Buffers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Votive.ServiceDefaults.Credentials;

internal sealed class ServiceCredentialOptionsValidator(IHostEnvironment environment) : IValidateOptions<ServiceCredentialOptions>
{
    // What may stand in a header field without quoting; the comma separates keys.
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        [.. Enumerable.Range(0x21, 0x7f - 0x21).Select(code => (char)code).Where(character => character != ',')]);

    public ValidateOptionsResult Validate(string? name, ServiceCredentialOptions options)
    {
        var faults = new List<string>();
        var keys = options.Keys;
        if (keys.Length == 0 && options.Required && !environment.IsDevelopment())
        {
            faults.Add("SERVICE_API_KEY is missing: this service calls others, which only answer to it.");
        }

        if (keys.Length > ServiceCredentialOptions.MaximumKeyCount)
        {
            faults.Add($"SERVICE_API_KEY holds {keys.Length} keys; at most {ServiceCredentialOptions.MaximumKeyCount} are valid at a time.");
        }

        if (keys.Any(key => key.Length < ServiceCredentialOptions.MinimumKeyLength))
        {
            faults.Add($"SERVICE_API_KEY holds a key shorter than {ServiceCredentialOptions.MinimumKeyLength} characters.");
        }

        if (keys.Any(key => key.AsSpan().ContainsAnyExcept(Allowed)))
        {
            faults.Add("SERVICE_API_KEY holds a character that a header cannot carry; use visible ASCII only.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
