namespace Votive.Storage.Maintenance;

/// <summary>Tells checks whether the keyring is the real one.</summary>
/// <param name="IsAtHand">False where <c>FIELD_KEYS</c> only stands in, for work that does without it.</param>
public sealed record FieldKeyring(bool IsAtHand);
