using Votive.Backend.Prompts;
using Votive.Contracts.Prompts;
using Votive.Stubs;

namespace Votive.Backend.Tests.Prompts;

public sealed class PromptTemplateTests
{
    private static readonly Dictionary<string, string> Values = new() { ["language"] = "pl", ["canary"] = "{{language}}", ["other"] = "x" };

    [Theory]
    [InlineData("In {{language}} and {{ language }}.", "In pl and pl.")]
    [InlineData("No variables, one { brace } and {}.", "No variables, one { brace } and {}.")]
    public void KnownVariables_AreFilledIn(string content, string expected) => Assert.Equal(expected, PromptTemplate.Render(Prompt(content), Values));

    [Fact]
    public void Value_IsNotExpandedAgain() => Assert.Equal("{{language}}", PromptTemplate.Render(Prompt("{{canary}}"), Values));

    [Theory]
    [InlineData("{{unknown}}")]
    [InlineData("{{other}}")]
    [InlineData("{{}}")]
    public void VariableWithoutValueOrDeclaration_IsAnError(string content) =>
        Assert.Throws<PromptTemplateException>(() => PromptTemplate.Render(Prompt(content), Values));

    private static ResolutionSet Prompt(string content) =>
        StubPromptServer.SetFor(new ResolveRequest { Key = PromptKeys.IdentityAnalysis }) with
        {
            Content = content,
        };
}
