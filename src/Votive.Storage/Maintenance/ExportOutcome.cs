namespace Votive.Storage.Maintenance;

/// <summary>A plaintext copy of the database.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="SizeBytes">Of the copy.</param>
public sealed record ExportOutcome(string Path, long SizeBytes);
