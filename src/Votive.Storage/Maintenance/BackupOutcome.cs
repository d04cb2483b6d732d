namespace Votive.Storage.Maintenance;

/// <summary>A backup that is whole and in its place.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="ChecksumPath">Absolute path of its checksum.</param>
/// <param name="SizeBytes">Of the backup.</param>
/// <param name="Sha256">64 lower-case hex digits.</param>
/// <param name="Pruned">Older backups that were deleted, the newest first.</param>
public sealed record BackupOutcome(string Path, string ChecksumPath, long SizeBytes, string Sha256, IReadOnlyList<string> Pruned);
