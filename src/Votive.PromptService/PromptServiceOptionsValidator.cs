using Microsoft.Extensions.Options;

namespace Votive.PromptService;

internal sealed class PromptServiceOptionsValidator(IHostEnvironment environment) : IValidateOptions<PromptServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, PromptServiceOptions options) =>
        string.IsNullOrWhiteSpace(options.ServiceApiKey) && !environment.IsDevelopment()
            ? ValidateOptionsResult.Fail("SERVICE_API_KEY is missing: this service only answers to services that know it.")
            : ValidateOptionsResult.Success;
}
