using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Votive.Storage.Fields;

/// <summary>Keeps a sealed value as the bytes it is: <c>BLOB</c> in SQLite, <c>bytea</c> in PostgreSQL.</summary>
internal sealed class SealedTextConverter() : ValueConverter<SealedText, byte[]>(value => SealedText.ToColumn(value), stored => new SealedText(stored));

/// <summary>Compares the bytes. A sealed value never changes, so it is its own snapshot.</summary>
internal sealed class SealedTextComparer() : ValueComparer<SealedText>(
    (one, other) => object.Equals(one, other),
    value => value.GetHashCode(),
    value => value);
