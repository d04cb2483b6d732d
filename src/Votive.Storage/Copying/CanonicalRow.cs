using System.Buffers;
using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Votive.Storage.Copying;

/// <summary>One way to write a row's values as bytes, whichever provider they came from; checksums are made over it.</summary>
/// <remarks>
/// Each value is a letter and its bytes. Numbers and times are big-endian with the sign bit turned over, text is UTF-8 and ends with a zero
/// byte (which no text that PostgreSQL can hold has in it), times are whole microseconds, since neither side promises more. So the bytes of
/// a key sort as both databases sort the key.
/// </remarks>
internal sealed class CanonicalRow(IReadOnlyList<StoredColumn> columns, int keyCount)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Whether values of a type have a canonical form.</summary>
    public static bool Knows(StoredColumn column) =>
        KnowsType(column.ModelType) || KnowsType(column.StoredType) || Array.Exists(column.ModelType.GetInterfaces(), IsKnownList) || IsKnownList(column.ModelType);

    /// <summary>The row's key, its checksum, and the length of its canonical form.</summary>
    public RowDigest Digest(object?[] values)
    {
        _bytes.ResetWrittenCount();
        byte[] key = [];
        for (var i = 0; i < values.Length; i++)
        {
            if (i < keyCount && values[i] is byte[] blob)
            {
                // In hexadecimal, because a length before the bytes would sort first.
                Write(columns[i], Convert.ToHexString(blob));
            }
            else
            {
                Write(columns[i], values[i]);
            }

            if (i == keyCount - 1)
            {
                key = _bytes.WrittenSpan.ToArray();
            }
        }

        return new RowDigest(values, keyCount, key, SHA256.HashData(_bytes.WrittenSpan), _bytes.WrittenCount);
    }

    private static bool KnowsType(Type type) =>
        type.IsEnum || type == typeof(string) || type == typeof(bool) || type == typeof(int) || type == typeof(long) || type == typeof(double)
        || type == typeof(Guid) || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(byte[]);

    private static bool IsKnownList(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>) && KnowsType(type.GetGenericArguments()[0]);

    private void Write(StoredColumn column, object? value)
    {
        switch (value)
        {
            case null:
                Write('0');
                break;
            case string text:
                Write('s');
                Encoding.UTF8.GetBytes(text, _bytes);
                Write('\0');
                break;
            case Enum name:
                Write(column, name.ToString());
                break;
            case bool flag:
                Write(flag ? 'T' : 'F');
                break;
            case int number:
                Write('i', number);
                break;
            case long number:
                Write('i', number);
                break;
            case double number:
                Write('f', BitConverter.DoubleToInt64Bits(number));
                break;
            case DateTimeOffset time:
                Write('t', time.UtcTicks / TimeSpan.TicksPerMicrosecond);
                break;
            case DateTime time:
                Write('t', time.Ticks / TimeSpan.TicksPerMicrosecond);
                break;
            case Guid id:
                Write('g');
                id.TryWriteBytes(_bytes.GetSpan(16), bigEndian: true, out var written);
                _bytes.Advance(written);
                break;
            case byte[] blob:
                Write('x', blob.LongLength);
                _bytes.Write(blob);
                break;
            case IEnumerable list:
                Write('[');
                foreach (var item in list)
                {
                    Write(column, item);
                }

                Write(']');
                break;
            default:
                // A type of ours counts as what it is kept as.
                var stored = column.ToStored(value);
                Write(column, stored?.GetType() == value.GetType() ? throw new NotSupportedException($"{column.Name} has no canonical form.") : stored);
                break;
        }
    }

    private void Write(char mark)
    {
        _bytes.GetSpan(1)[0] = (byte)mark;
        _bytes.Advance(1);
    }

    private void Write(char mark, long number)
    {
        Write(mark);
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), number ^ long.MinValue);
        _bytes.Advance(sizeof(long));
    }
}

/// <summary>A row as read from one side.</summary>
/// <param name="Values">The model's values, the key's first.</param>
/// <param name="KeyCount">How many of them are the key.</param>
/// <param name="Key">Canonical bytes of the key; sort as the key does.</param>
/// <param name="Checksum">SHA-256 of the whole row's canonical bytes.</param>
/// <param name="Length">Count of those bytes.</param>
internal readonly record struct RowDigest(object?[] Values, int KeyCount, byte[] Key, byte[] Checksum, int Length)
{
    /// <summary>The key in words.</summary>
    public string Name => DescribeKey(Values, KeyCount);

    /// <summary>The key in words; its parts have <c>/</c> between them.</summary>
    public static string DescribeKey(object?[] values, int count) => string.Join('/', values.Take(count).Select(part => part switch
    {
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        byte[] blob => Convert.ToHexStringLower(blob),
        _ => Convert.ToString(part, CultureInfo.InvariantCulture)?.Replace('\0', '\uFFFD'),
    }));
}
