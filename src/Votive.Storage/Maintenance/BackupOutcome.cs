namespace Votive.Storage.Maintenance;

/// <summary>A backup that is whole and in its place.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="ChecksumPath">Absolute path of its checksum.</param>
/// <param name="SizeBytes">Of the backup.</param>
/// <param name="Sha256">64 lower-case hex digits.</param>
/// <param name="Pruned">Older backups that were deleted, the newest first.</param>
/// <param name="Warning">Why older backups that should have been deleted were not, in whole sentences; null when all is well.</param>
public sealed record BackupOutcome(
    string Path, string ChecksumPath, long SizeBytes, string Sha256, IReadOnlyList<string> Pruned, string? Warning = null);
