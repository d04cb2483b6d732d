using System.Globalization;
using Microsoft.Extensions.Options;
using Votive.Storage.Fields;

namespace Votive.Storage.Tests.Fields;

public sealed class BlindIndexTests
{
    private readonly BlindIndex _index = Of(TemporaryStorage.IndexKey);

    [Theory]
    [InlineData("ann@example.org", " Ann@Example.ORG\n")]
    [InlineData("ann@żółw.pl", "ANN@ŻÓŁW.PL")]
    [InlineData("ann@żółw.pl", "ann@xn--w-uga1v8h.pl")]
    [InlineData("zoë@example.org", "zoe\u0308@example.org")]
    [InlineData("ŁUKASZ@example.org", "łukasz@example.org")]
    [InlineData("INFO@MAIL.IT", "info@mail.it")]
    public void OneAddressWrittenInTwoWays_HasOneIndex(string one, string other) => Assert.Equal(Index(one), Index(other));

    [Theory]
    [InlineData("ann@example.org", "bob@example.org")]
    [InlineData("ann@example.org", "ann@example.com")]
    [InlineData("ann@example.org", "a.nn@example.org")]
    [InlineData("ann@example.org", "ann+tag@example.org")]
    [InlineData("info@example.org", "ınfo@example.org")]
    public void TwoAddresses_HaveTwo(string one, string other) => Assert.NotEqual(Index(one), Index(other));

    [Fact]
    public void CultureOfTheMachine_ChangesNothing()
    {
        var before = Index("INFO@MAIL.IT");
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");

            Assert.Equal(before, Index("INFO@MAIL.IT"));
            Assert.Equal(before, Index("info@mail.it"));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Index_Is32Bytes_OfItsPurposeAndKey()
    {
        var index = Index("ann@example.org");

        Assert.Equal(32, index.Length);
        Assert.NotEqual(index, _index.ComputeEmail("invitation", "ann@example.org"));
        Assert.NotEqual(index, Of(new string('8', 64)).ComputeEmail("account", "ann@example.org"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("@example.org")]
    [InlineData("ann@")]
    [InlineData("ann@exam..ple.org")]
    [InlineData("ann\0@example.org")]
    public void WhatIsNoAddress_IsRefused_AndNotRepeated(string text)
    {
        var exception = Assert.Throws<FormatException>(() => Index(text));

        Assert.Equal("Not an e-mail address.", exception.Message);
        Assert.Null(exception.InnerException);
    }

    [Fact]
    public void HalfASurrogatePair_IsRefused() => Assert.Throws<FormatException>(() => Index($"ann{'\ud800'}@example.org"));

    private static BlindIndex Of(string key) => new(Options.Create(new StorageOptions { IndexKey = key }));

    private byte[] Index(string email) => _index.ComputeEmail("account", email);
}
