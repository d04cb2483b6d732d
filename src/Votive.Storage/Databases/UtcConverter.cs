using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Votive.Storage.Databases;

/// <summary>Keeps times as UTC <see cref="DateTime"/>, which both SQLite (as text) and PostgreSQL (natively) sort and compare.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTime>(
    time => time.UtcDateTime,
    stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc)));
