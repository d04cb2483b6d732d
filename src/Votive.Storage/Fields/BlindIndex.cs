using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Votive.Storage.Fields;

/// <summary>Finds rows by an e-mail address without keeping the address in clear: a keyed hash that only this system can compute.</summary>
/// <remarks>
/// Equal addresses give equal hashes, so whoever has the column sees which rows share an address, and with the key can try addresses.
/// That is what an index costs; it is not a substitute for sealing the address itself.
/// </remarks>
public sealed class BlindIndex
{
    private static readonly IdnMapping DomainNames = new();

    private readonly byte[] _key;

    /// <summary>For the container.</summary>
    public BlindIndex(IOptions<StorageOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _key = DatabaseKey.Parse(options.Value.IndexKey);
    }

    /// <summary>The index of an address: 32 bytes, HMAC-SHA-256 over the purpose and the normalised address.</summary>
    /// <param name="purpose">What is looked up; the same address has another index for each purpose, so that columns can't be joined.</param>
    /// <param name="email">The address as a person writes it.</param>
    /// <exception cref="FormatException">It is not an address; the text does not repeat it.</exception>
    public byte[] ComputeEmail(string purpose, string email)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        ArgumentNullException.ThrowIfNull(email);

        // A purpose has no NUL, so the two parts can't run into each other.
        return HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"votive index\0{purpose}\0{Normalize(email)}"));
    }

    /// <summary>One way to write an address.</summary>
    /// <remarks>
    /// <para>White space around it goes, because people paste it. Unicode is composed (NFC), because keyboards differ.</para>
    /// <para>The domain becomes its lower-case ASCII form, because DNS knows no other: <c>żółw.pl</c> and <c>xn--w-uga1v8h.pl</c> are one.</para>
    /// <para>
    /// The local part is lower-cased by the invariant culture. A host may tell <c>Ann@</c> from <c>ann@</c> (RFC 5321 § 2.4), but none
    /// that matters does, and a person who signs up on a phone with a capital must find their account again. Not by the culture of the
    /// machine: under Turkish rules <c>INFO</c> would become <c>ınfo</c>. Dots and <c>+tags</c> stay, because what they mean is the host's.
    /// </para>
    /// </remarks>
    private static string Normalize(string email)
    {
        try
        {
            var composed = email.Trim().Normalize(NormalizationForm.FormC);
            var at = composed.LastIndexOf('@');
            if (at > 0 && !composed.AsSpan(0, at).ContainsAny('\0', '\r', '\n'))
            {
                // Lower case may decompose a letter, so it is composed once more.
                var local = composed[..at].ToLowerInvariant().Normalize(NormalizationForm.FormC);
                return $"{local}@{DomainNames.GetAscii(composed, at + 1).ToLowerInvariant()}";
            }
        }
        catch (ArgumentException)
        {
            // A domain that can't be one, or half a surrogate pair. The exception would repeat the address.
        }

        throw new FormatException("Not an e-mail address.");
    }
}
