using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Votive.Storage.Databases;

/// <summary>
/// Keeps times as UTC <see cref="DateTime"/>, which both SQLite (as text) and PostgreSQL (natively) sort and compare; in whole microseconds,
/// since PostgreSQL keeps no more and a time must read back the same from both.
/// </summary>
internal sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTime>(
    time => time.UtcDateTime.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerMicrosecond)),
    stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc)));
