using Microsoft.Extensions.Options;

namespace Votive.Storage.Tests;

public sealed class StorageOptionsTests
{
    [Theory]
    [InlineData("", "not set")]
    [InlineData("correct horse battery staple", "not 32 bytes")]
    [InlineData("55555555555555555555555555555555", "not 32 bytes")]
    [InlineData("zz555555555555555555555555555555555555555555555555555555555555zz", "not 32 bytes")]
    public void KeyThatIsNot32Bytes_IsRefusedByName(string key, string fault)
    {
        var result = Validate(new StorageOptions { DatabaseKey = key });

        var failure = Assert.Single(result.Failures!);
        Assert.StartsWith("DATABASE_KEY ", failure, StringComparison.Ordinal);
        Assert.Contains(fault, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusedKey_IsNotRepeated()
    {
        var result = Validate(new StorageOptions { DatabaseKey = "hunter2" });

        Assert.DoesNotContain("hunter2", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void HexAndBase64_AreTheSameKey()
    {
        var bytes = Enumerable.Range(0, 32).Select(number => (byte)number).ToArray();

        Assert.True(DatabaseKey.TryParse(Convert.ToHexString(bytes), out var fromHex));
        Assert.True(DatabaseKey.TryParse(Convert.ToBase64String(bytes), out var fromBase64));
        Assert.Equal(bytes, fromHex);
        Assert.Equal(bytes, fromBase64);
    }

    [Theory]
    [InlineData("postgres://somewhere")]
    [InlineData("postgresql:///votive")]
    [InlineData("mysql://somewhere/votive")]
    [InlineData(":memory:")]
    [InlineData(" ")]
    public void UrlThatIsNoPath_IsRefusedByName(string url)
    {
        var result = Validate(new StorageOptions { DatabaseKey = TemporaryStorage.Key, DatabaseUrl = url });

        Assert.StartsWith("DATABASE_URL ", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralFaults_AreAllNamed()
    {
        var result = Validate(new StorageOptions { DatabaseUrl = "", DataDirectory = "" });

        Assert.Equal(["DATABASE_KEY", "DATABASE_URL", "DATA_DIR"], result.Failures!.Select(failure => failure.Split(' ')[0]));
    }

    private static ValidateOptionsResult Validate(StorageOptions options) => new StorageOptionsValidator().Validate(null, options);
}
