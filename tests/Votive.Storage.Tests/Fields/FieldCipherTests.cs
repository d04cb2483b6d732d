using System.Text;
using Votive.Storage.Fields;

namespace Votive.Storage.Tests.Fields;

public sealed class FieldCipherTests
{
    private const string Text = "Zażółć gęślą jaźń";

    private static readonly string KeyA = $"a:{new string('a', 64)}";
    private static readonly string KeyB = $"b:{new string('b', 64)}";
    private static readonly FieldAddress Place = new("Table", "Column", "row-1");

    private readonly FieldCipher _cipher = TemporaryStorage.CipherOf(KeyA);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData(Text)]
    public void SealedText_OpensAtItsPlace(string text) => Assert.Equal(text, _cipher.Open(Place, _cipher.Seal(Place, text)));

    [Fact]
    public void KeyOfAPersonThatDoesNotOpen_IsNamedWithoutThePerson()
    {
        var place = SealedColumn.PersonKey.At("visitor-ann");

        var exception = Assert.Throws<FieldException>(() => _cipher.Open(place, TemporaryStorage.CipherOf(KeyB).Seal(place, Text)));

        Assert.Equal("PersonKeys.Key can't be opened: its key 'b' is not here.", exception.Message);
        Assert.DoesNotContain("visitor-ann", exception.ToRefusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SameText_IsSealedDifferentlyEachTime()
    {
        var values = Enumerable.Range(0, 1_000).Select(_ => _cipher.Seal(Place, Text)).ToHashSet();

        Assert.Equal(1_000, values.Count);
    }

    [Fact]
    public void Form_IsVersionKeyIdNonceCiphertextTag()
    {
        var bytes = _cipher.Seal(Place, Text).ToArray();

        Assert.Equal([1, 1, (byte)'a'], bytes[..3]);
        Assert.Equal(3 + 12 + Encoding.UTF8.GetByteCount(Text) + 16, bytes.Length);
    }

    [Theory]
    [InlineData("Other", "Column", "row-1")]
    [InlineData("Table", "Other", "row-1")]
    [InlineData("Table", "Column", "row-2")]
    [InlineData("TableC", "olumn", "row-1")]
    [InlineData("Table", "Columnr", "ow-1")]
    public void AnotherPlace_IsRefused(string table, string column, string row)
    {
        var value = _cipher.Seal(Place, Text);

        AssertRefused(FieldFault.NotAuthentic, value, new FieldAddress(table, column, row));
    }

    [Fact]
    public void PlacesThatReadAlikeWhenJoined_AreStillTwo()
    {
        // Same column key, and the same letters in a row: only the lengths tell them apart.
        var value = _cipher.Seal(new FieldAddress("Table", "Column", "1a"), Text);

        AssertRefused(FieldFault.NotAuthentic, value, new FieldAddress("Table", "Column", "1"));
    }

    [Fact]
    public void EarlierKey_StillOpens_AndTheFirstSeals()
    {
        var earlier = _cipher.Seal(Place, Text);
        var rotated = TemporaryStorage.CipherOf($"{KeyB},{KeyA}");

        var later = rotated.Seal(Place, Text);

        Assert.Equal(Text, rotated.Open(Place, earlier));
        Assert.Equal((byte)'b', later.ToArray()[2]);
        AssertRefused(FieldFault.UnknownKey, later, Place);
    }

    [Fact]
    public void OtherKeyOfTheSameName_IsRefused()
    {
        var value = TemporaryStorage.CipherOf($"a:{new string('c', 64)}").Seal(Place, Text);

        AssertRefused(FieldFault.NotAuthentic, value, Place);
    }

    [Fact]
    public void KeyIdThatWasExchanged_IsRefused()
    {
        var cipher = TemporaryStorage.CipherOf($"{KeyA},{KeyB}");
        var bytes = cipher.Seal(Place, Text).ToArray();

        bytes[2] = (byte)'b';

        Assert.Equal(FieldFault.NotAuthentic, Assert.Throws<FieldException>(() => cipher.Open(Place, new SealedText(bytes))).Fault);
    }

    [Fact]
    public void EveryFlippedBit_IsRefused()
    {
        var bytes = _cipher.Seal(Place, Text).ToArray();

        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = bytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<FieldException>(() => _cipher.Open(Place, new SealedText(flipped)));
        }
    }

    [Fact]
    public void EveryCut_IsRefused()
    {
        var bytes = _cipher.Seal(Place, Text).ToArray();

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<FieldException>(() => _cipher.Open(Place, new SealedText(bytes[..length])));
            Assert.Throws<FieldException>(() => _cipher.Open(Place, new SealedText(bytes[^length..])));
        }

        Assert.Throws<FieldException>(() => _cipher.Open(Place, new SealedText([.. bytes, 0])));
    }

    [Theory]
    [InlineData("", FieldFault.NotSealed)]
    [InlineData("{\"a\":1}", FieldFault.UnknownVersion)]
    [InlineData("\u0001\u0001a short", FieldFault.NotSealed)]
    [InlineData("\u0001\u0001A with a key id that can't be one, long enough", FieldFault.NotSealed)]
    [InlineData("\u0001\u0000 without a key id, and long enough for the rest", FieldFault.NotSealed)]
    [InlineData("\u0002\u0001a of a later version, and long enough for the rest", FieldFault.UnknownVersion)]
    [InlineData("\u0001\u0001z of a key that is not here, and long enough", FieldFault.UnknownKey)]
    public void WhatIsNotOurs_IsRefusedWithItsCause(string bytes, FieldFault fault) =>
        AssertRefused(fault, new SealedText(Encoding.Latin1.GetBytes(bytes)), Place);

    [Fact]
    public void Refusal_NamesPlaceAndKey_AndNoContent()
    {
        var bytes = _cipher.Seal(Place, Text).ToArray();
        bytes[^1] ^= 1;

        var exception = Assert.Throws<FieldException>(() => _cipher.Open(Place, new SealedText(bytes)));

        Assert.Equal(Place, exception.Address);
        Assert.Equal(
            "Table.Column of row-1 can't be opened: it was changed, moved from another place, or sealed with another key of the name 'a'.",
            exception.Message);
        Assert.Null(exception.InnerException);
    }

    [Fact]
    public async Task ManyThreads_SealAndOpen() => await Parallel.ForAsync(0, 2_000, TestContext.Current.CancellationToken, (number, _) =>
    {
        var place = Place with { Column = $"column-{number % 7}" };
        Assert.Equal(Text, _cipher.Open(place, _cipher.Seal(place, Text)));
        return ValueTask.CompletedTask;
    });

    [Fact]
    public void AnotherPersonsKey_OpensNothing()
    {
        var ann = PersonKey.Create("visitor-ann", _cipher, default).Open(_cipher);
        var bob = PersonKey.Create("visitor-bob", _cipher, default).Open(_cipher);
        var value = ann.Seal(Place, Text);

        var exception = Assert.Throws<FieldException>(() => bob.Open(Place, value));

        Assert.Equal(FieldFault.UnknownKey, exception.Fault);
        Assert.Equal(Text, ann.Open(Place, value));
    }

    [Fact]
    public void SealedTexts_AreEqualByTheirBytes()
    {
        var value = _cipher.Seal(Place, Text);
        var comparer = new SealedTextComparer();

        Assert.True(comparer.Equals(value, new SealedText(value.ToArray())));
        Assert.Equal(comparer.GetHashCode(value), comparer.GetHashCode(new SealedText(value.ToArray())));
        Assert.False(comparer.Equals(value, _cipher.Seal(Place, Text)));
        Assert.False(comparer.Equals(value, null));
        Assert.DoesNotContain(Text, value.ToString(), StringComparison.Ordinal);
    }

    private void AssertRefused(FieldFault fault, SealedText value, FieldAddress place) =>
        Assert.Equal(fault, Assert.Throws<FieldException>(() => _cipher.Open(place, value)).Fault);
}
