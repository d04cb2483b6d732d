using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Votive.Contracts;

/// <summary>Writes moments as UTC with a <c>Z</c> and at least milliseconds (<c>2024-01-01T00:00:00.000Z</c>), and reads any offset.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetDateTimeOffset(out var moment) ? moment.ToUniversalTime() : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        var format = value.Ticks % TimeSpan.TicksPerMillisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";
        writer.WriteStringValue(value.ToUniversalTime().ToString(format, CultureInfo.InvariantCulture));
    }
}
