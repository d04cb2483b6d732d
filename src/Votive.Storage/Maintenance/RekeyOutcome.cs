namespace Votive.Storage.Maintenance;

/// <summary>A database that is under another key.</summary>
/// <param name="DatabasePath">Absolute path.</param>
/// <param name="Salt">Its new salt, 32 lower-case hex digits; nonces are counted afresh under it.</param>
/// <param name="FinishedEarlierRun">Whether an interrupted change of key was finished, and no further key was made.</param>
public sealed record RekeyOutcome(string DatabasePath, string Salt, bool FinishedEarlierRun);
