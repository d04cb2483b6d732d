using System.Security.Cryptography;

namespace Votive.Storage.Fields;

/// <summary>
/// The key of what one person keeps here, itself sealed by the keyring. When the row goes, nothing of that person in this database can be
/// opened any more. Backups from before have the row, so the deletion is final once the last of them is gone.
/// </summary>
public sealed class PersonKey
{
    private const int KeyBytes = 32;

    private PersonKey(string subject, SealedText key, DateTimeOffset createdAt)
    {
        Subject = subject;
        Key = key;
        CreatedAt = createdAt;
    }

    /// <summary>Whose it is: an opaque visitor or account id.</summary>
    public string Subject { get; private set; }

    /// <summary>The key, sealed by the keyring.</summary>
    public SealedText Key { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Makes a new key at random.</summary>
    public static PersonKey Create(string subject, FieldCipher cipher, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(cipher);
        Span<byte> key = stackalloc byte[KeyBytes];
        RandomNumberGenerator.Fill(key);
        var made = new PersonKey(subject, cipher.Seal(SealedColumn.PersonKey.At(subject), key), now);
        CryptographicOperations.ZeroMemory(key);
        return made;
    }

    /// <summary>The cipher of this person.</summary>
    /// <exception cref="FieldException">The key can't be opened.</exception>
    public PersonCipher Open(FieldCipher cipher)
    {
        ArgumentNullException.ThrowIfNull(cipher);
        return new PersonCipher(Subject, cipher.OpenBytes(SealedColumn.PersonKey.At(Subject), Key));
    }
}
