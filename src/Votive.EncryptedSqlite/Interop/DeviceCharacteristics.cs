namespace Votive.EncryptedSqlite.Interop;

/// <summary>The promises of a device that hold through encryption.</summary>
internal static class DeviceCharacteristics
{
    public const int PowersafeOverwrite = 0x1000;

    /// <summary>
    /// Safe append, sequential, undeletable when open, power-safe overwrite. Left out are all kinds of atomic write
    /// (they would bypass the journal that we encrypt) and reads of less than a page (a page opens only as a whole).
    /// </summary>
    public const int Kept = 0x200 | 0x400 | 0x800 | PowersafeOverwrite;
}
