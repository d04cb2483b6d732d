using Votive.Harness.Running;

namespace Votive.Harness.Tests;

public sealed class StorageCommandTests
{
    [Theory]
    [InlineData("storage")]
    [InlineData("storage", "--full", "--only", "torn-wal", "--seed", "7", "--trial", "3", "--keep", "--json", "out.json")]
    public void GoodArguments_AreTaken(params string[] arguments) => Assert.True(StorageCommand.TryParse(arguments, out _, out _));

    [Theory]
    [InlineData("There is no campaign 'none'", "storage", "--only", "none")]
    [InlineData("Usage", "storage", "--seed", "many")]
    [InlineData("Usage", "storage", "--fast")]
    [InlineData("Usage")]
    public void OtherArguments_AreRefusedWithTheFault(string fault, params string[] arguments)
    {
        Assert.False(StorageCommand.TryParse(arguments, out _, out var said));

        Assert.StartsWith(fault, said, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingLookedAt_IsNotClean() => Assert.False(new CampaignResult("none", 0, 0, "rows", 0, 0, 0, 0, [], []).IsClean);
}
