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
        var result = Validate(Valid(options => options.DatabaseKey = key));

        var failure = Assert.Single(result.Failures!);
        Assert.StartsWith("DATABASE_KEY ", failure, StringComparison.Ordinal);
        Assert.Contains(fault, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusedKey_IsNotRepeated()
    {
        var result = Validate(Valid(options => options.DatabaseKey = "hunter2"));

        Assert.DoesNotContain("hunter2", result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KEY", true)]
    [InlineData("KEY,KEY", true)]
    [InlineData("KEY,hunter2", false)]
    public void FormerKeys_AreAListWithCommas(string keys, bool isGood) =>
        Assert.Equal(isGood, Validate(Valid(options => options.PreviousDatabaseKey = keys.Replace("KEY", TemporaryStorage.Key, StringComparison.Ordinal))).Succeeded);

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
        var result = Validate(Valid(options => options.DatabaseUrl = url));

        Assert.StartsWith("DATABASE_URL ", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralFaults_AreAllNamed()
    {
        var result = Validate(new StorageOptions { DatabaseUrl = "", DataDirectory = "" });

        Assert.Equal(["DATABASE_KEY", "FIELD_KEYS", "INDEX_KEY", "DATABASE_URL", "DATA_DIR"], result.Failures!.Select(failure => failure.Split(' ')[0]));
    }

    [Theory]
    [InlineData("", "not set")]
    [InlineData("A:7777777777777777777777777777777777777777777777777777777777777777", "key 1 does not begin with an id")]
    [InlineData("7777777777777777777777777777777777777777777777777777777777777777", "key 1 does not begin with an id")]
    [InlineData("a:7777777777777777777777777777777777777777777777777777777777777777,", "key 2 does not begin with an id")]
    [InlineData("a23456789012345678901234567890123:7777777777777777777777777777777777777777777777777777777777777777", "key 1 does not begin with an id")]
    [InlineData("a:7777,b:7777777777777777777777777777777777777777777777777777777777777777", "key 1 is not 32 bytes")]
    [InlineData("a:7777777777777777777777777777777777777777777777777777777777777777,a:8888888888888888888888888888888888888888888888888888888888888888", "key 2 has the id of an earlier one")]
    [InlineData("a:7777777777777777777777777777777777777777777777777777777777777777,b:7777777777777777777777777777777777777777777777777777777777777777", "key 2 is the same as an earlier one")]
    [InlineData("a:5555555555555555555555555555555555555555555555555555555555555555", "the same key as DATABASE_KEY")]
    [InlineData("a:7777777777777777777777777777777777777777777777777777777777777777,b:9999999999999999999999999999999999999999999999999999999999999999", "the same key as INDEX_KEY")]
    public void FaultyKeyring_IsRefusedByName_AndNotRepeated(string keys, string fault)
    {
        var result = Validate(Valid(options => options.FieldKeys = keys));

        var failure = Assert.Single(result.Failures!);
        Assert.StartsWith("FIELD_KEYS ", failure, StringComparison.Ordinal);
        Assert.Contains(fault, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("7777", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Keyring_MayHaveSpacesAndBothFormsOfKeys()
    {
        var base64 = Convert.ToBase64String(Enumerable.Range(0, 32).Select(number => (byte)number).ToArray());

        var result = Validate(Valid(options => options.FieldKeys = $"2026-03:{base64}, {TemporaryStorage.FieldKeys}"));

        Assert.True(result.Succeeded);
    }

    [Theory]
    [InlineData("", "not set")]
    [InlineData("9999", "not 32 bytes")]
    [InlineData("5555555555555555555555555555555555555555555555555555555555555555", "the same key as DATABASE_KEY")]
    public void FaultyIndexKey_IsRefusedByName(string key, string fault)
    {
        var result = Validate(Valid(options => options.IndexKey = key));

        var failure = Assert.Single(result.Failures!);
        Assert.StartsWith("INDEX_KEY ", failure, StringComparison.Ordinal);
        Assert.Contains(fault, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void PreviousDatabaseKey_MayNotServeAnotherPurpose()
    {
        var asIndexKey = Validate(Valid(options => options.PreviousDatabaseKey = TemporaryStorage.IndexKey));
        var asFieldKey = Validate(Valid(options => options.PreviousDatabaseKey = TemporaryStorage.FieldKeys.Split(':')[1]));

        Assert.Equal(["INDEX_KEY is the same key as DATABASE_KEY_PREVIOUS; each needs its own."], asIndexKey.Failures);
        Assert.Equal(["FIELD_KEYS has the same key as DATABASE_KEY_PREVIOUS; each needs its own."], asFieldKey.Failures);
    }

    private static StorageOptions Valid(Action<StorageOptions> change)
    {
        var options = new StorageOptions { DatabaseKey = TemporaryStorage.Key, FieldKeys = TemporaryStorage.FieldKeys, IndexKey = TemporaryStorage.IndexKey };
        change(options);
        return options;
    }

    private static ValidateOptionsResult Validate(StorageOptions options) => new StorageOptionsValidator().Validate(null, options);
}
