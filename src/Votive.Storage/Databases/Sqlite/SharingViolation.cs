namespace Votive.Storage.Databases.Sqlite;

/// <summary>Tells a file that another holds from a file that can't be opened at all.</summary>
internal static class SharingViolation
{
    /// <summary>True when the opening failed only because another holds the file; waiting may help then, and never with a disk that fails or is read-only.</summary>
    public static bool IsCauseOf(IOException exception)
    {
        // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION; elsewhere the framework gives the errno, which is EWOULDBLOCK.
        const int WindowsSharing = unchecked((int)0x80070020);
        const int WindowsLock = unchecked((int)0x80070021);
        const int LinuxWouldBlock = 11;
        const int AppleWouldBlock = 35;
        return OperatingSystem.IsWindows() ? exception.HResult is WindowsSharing or WindowsLock
            : exception.HResult == (OperatingSystem.IsLinux() ? LinuxWouldBlock : AppleWouldBlock);
    }
}
