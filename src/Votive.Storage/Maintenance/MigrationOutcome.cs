namespace Votive.Storage.Maintenance;

/// <summary>A database whose schema is up to date.</summary>
/// <param name="Applied">The migrations that were applied, in order; empty when none was outstanding.</param>
/// <param name="Backup">The backup made before; null when none was needed or wanted.</param>
/// <param name="IsNew">Whether there was no database before.</param>
public sealed record MigrationOutcome(IReadOnlyList<string> Applied, BackupOutcome? Backup, bool IsNew);
