using Votive.Storage.Databases;

namespace Votive.Storage.Maintenance;

/// <summary>A backup that is now the database.</summary>
/// <param name="DatabasePath">Absolute path of the database.</param>
/// <param name="FormerPath">Where the former database is kept; null when there was none.</param>
/// <param name="Schema">Older when the next start has migrations to apply.</param>
/// <param name="WasUnderPreviousKey">Whether the backup opened with <c>DATABASE_KEY_PREVIOUS</c>; the database is under <c>DATABASE_KEY</c> in any case.</param>
public sealed record RestoreOutcome(string DatabasePath, string? FormerPath, SchemaState? Schema, bool WasUnderPreviousKey);
