using System.Security.Cryptography;
using Votive.EncryptedSqlite.Cryptography;

namespace Votive.EncryptedSqlite.Tests;

public sealed class KeyPoolTests
{
    private readonly byte[] _masterKey = RandomNumberGenerator.GetBytes(EncryptedVfs.KeySizeBytes);
    private readonly KeyPool _pool = new();

    [Fact]
    public void Returned_AreLentAgain()
    {
        var salt = NewSalt();
        var first = _pool.Rent(_masterKey, salt);
        _pool.Return(first);

        var second = _pool.Rent(_masterKey, salt);

        Assert.Same(first, second);
    }

    [Fact]
    public void LentAlready_AreNotLentAgain()
    {
        var salt = NewSalt();
        var first = _pool.Rent(_masterKey, salt);
        _pool.Return(first);
        _pool.Rent(_masterKey, salt);

        var second = _pool.Rent(_masterKey, salt);

        Assert.NotSame(first, second);
    }

    [Fact]
    public void AnotherSalt_GetsItsOwnKeys()
    {
        var salt = NewSalt();
        _pool.Return(_pool.Rent(_masterKey, NewSalt()));

        var keys = _pool.Rent(_masterKey, salt);

        Assert.Equal(salt, keys.Salt);
    }

    [Fact]
    public void MoreThanItKeeps_OldestAreDisposedOf()
    {
        var lent = Enumerable.Range(0, 5).Select(_ => _pool.Rent(_masterKey, NewSalt())).ToList();

        lent.ForEach(_pool.Return);

        Assert.Throws<ObjectDisposedException>(() => Encrypt(lent[0]));
        lent[1..].ForEach(Encrypt);
    }

    private static byte[] NewSalt() => RandomNumberGenerator.GetBytes(DatabaseKeys.SaltSize);

    private static void Encrypt(DatabaseKeys keys) =>
        keys.Pages.Encrypt(new byte[PageLayout.PageSize], new byte[PageLayout.PageSize], PageIdentity.Database(2));
}
