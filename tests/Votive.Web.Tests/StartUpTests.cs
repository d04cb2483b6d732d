using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace Votive.Web.Tests;

public sealed class StartUpTests
{
    [Theory]
    [InlineData("BACKEND_URL", "backend:3001")]
    [InlineData("PROMPT_SERVICE_URL", "ftp://prompts/")]
    public async Task AddressThatCannotWork_StopsTheStartNamingTheVariable(string variable, string value)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "Votive.Web",
            Args = ["--urls=http://127.0.0.1:0", "--LOG_LEVEL=error", $"--SERVICE_API_KEY={WebSite.ServiceKey}", $"--{variable}={value}"],
        });
        builder.AddVotiveWeb();
        await using var web = builder.Build();

        var fault = Assert.Throws<OptionsValidationException>(() => web.UseVotiveWeb());

        Assert.Contains(variable, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, fault.Message, StringComparison.Ordinal);
    }
}
