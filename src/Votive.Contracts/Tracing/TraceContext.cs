using System.Runtime.InteropServices;

namespace Votive.Contracts.Tracing;

/// <summary>A W3C trace context: parsed from the headers of a request, formatted onto outgoing calls.</summary>
/// <remarks>
/// W3C Trace Context Level 2. Parsing takes any input, never throws, and allocates only where a <c>tracestate</c> must be rewritten.
/// The default value is no context (<see cref="IsValid"/> is false); every other value is valid.
/// </remarks>
public readonly record struct TraceContext
{
    /// <summary>The header with the ids and flags.</summary>
    public const string TraceParentHeader = "traceparent";

    /// <summary>The header with what tracing systems add to it.</summary>
    public const string TraceStateHeader = "tracestate";

    /// <summary>Characters in a formatted <c>traceparent</c>.</summary>
    public const int TraceParentLength = 55;

    // version(2) - trace id(32) - parent id(16) - flags(2)
    private const int TraceIdStart = 3;
    private const int ParentIdStart = 36;
    private const int FlagsStart = 53;
    private const byte SampledFlag = 0x01;
    private const byte RandomFlag = 0x02;
    private const ulong ForbiddenVersion = 0xff;

    private TraceContext(UInt128 traceId, ulong parentId, bool sampled, bool random, string? traceState)
    {
        TraceId = traceId;
        ParentId = parentId;
        Sampled = sampled;
        HasRandomTraceId = random;
        TraceState = traceState;
    }

    /// <summary>The trace; 0 only in the default value.</summary>
    public UInt128 TraceId { get; }

    /// <summary>The call within the trace, also known as span id; 0 only in the default value.</summary>
    public ulong ParentId { get; }

    /// <summary>Whether the sender records the trace.</summary>
    public bool Sampled { get; }

    /// <summary>Whether the right half of <see cref="TraceId"/> was drawn at random.</summary>
    public bool HasRandomTraceId { get; }

    /// <summary>The <c>tracestate</c> to send on, in normal form and at most <see cref="Tracing.TraceState.MaxLength"/> characters; null when there is none.</summary>
    public string? TraceState { get; }

    /// <summary>False for the default value only.</summary>
    public bool IsValid => TraceId != UInt128.Zero && ParentId != 0;

    /// <summary>Begins a trace.</summary>
    /// <param name="sampled">Whether this service records it.</param>
    public static TraceContext CreateRoot(bool sampled) =>
        new(new UInt128(NextId(), NextId()), NextId(), sampled, random: true, traceState: null);

    /// <summary>Reads the context of a request from its header fields, each as it came.</summary>
    /// <param name="traceParentFields">All <c>traceparent</c> fields; none or several are no context.</param>
    /// <param name="traceStateFields">All <c>tracestate</c> fields in order. A bad one drops the state, never the context.</param>
    /// <param name="context">The caller's context: its <see cref="ParentId"/> is the caller's call. The default value on false.</param>
    /// <returns>False when a new trace must begin (<see cref="CreateRoot"/>).</returns>
    public static bool TryParse(ReadOnlySpan<string?> traceParentFields, ReadOnlySpan<string?> traceStateFields, out TraceContext context)
    {
        if (traceParentFields is [{ } traceParent] && TryParse(traceParent, out context))
        {
            context = new TraceContext(
                context.TraceId, context.ParentId, context.Sampled, context.HasRandomTraceId, Tracing.TraceState.Normalize(traceStateFields));
            return true;
        }

        context = default;
        return false;
    }

    /// <summary>Reads one <c>traceparent</c> value.</summary>
    /// <returns>False when it is not valid; <paramref name="context"/> is the default value then.</returns>
    public static bool TryParse(ReadOnlySpan<char> traceParent, out TraceContext context)
    {
        context = default;
        var text = traceParent.Trim(" \t");
        if (text.Length < TraceParentLength
            || text[TraceIdStart - 1] != '-' || text[ParentIdStart - 1] != '-' || text[FlagsStart - 1] != '-'
            || !TryReadHex(text[..2], out var version) || version == ForbiddenVersion
            || !TryReadHex(text.Slice(TraceIdStart, 16), out var upper)
            || !TryReadHex(text.Slice(TraceIdStart + 16, 16), out var lower)
            || !TryReadHex(text.Slice(ParentIdStart, 16), out var parentId)
            || !TryReadHex(text.Slice(FlagsStart, 2), out var flags))
        {
            return false;
        }

        // Version 00 ends here. A later one may go on behind a dash with what this version does not know.
        if (text.Length > TraceParentLength && (version == 0 || text[TraceParentLength] != '-'))
        {
            return false;
        }

        var parsed = new TraceContext(
            new UInt128(upper, lower), parentId, (flags & SampledFlag) != 0, (flags & RandomFlag) != 0, traceState: null);
        if (!parsed.IsValid)
        {
            return false;
        }

        context = parsed;
        return true;
    }

    /// <summary>The context of one outgoing call: the same trace and state, a fresh <see cref="ParentId"/>.</summary>
    /// <param name="sampled">Whether this service records the trace.</param>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public TraceContext CreateChild(bool sampled)
    {
        if (!IsValid)
        {
            throw new InvalidOperationException("There is no trace to continue.");
        }

        return new TraceContext(TraceId, NextId(), sampled, HasRandomTraceId, TraceState);
    }

    /// <summary>The same context with the sender's decision to record replaced.</summary>
    public TraceContext WithSampled(bool sampled) => new(TraceId, ParentId, sampled, HasRandomTraceId, TraceState);

    /// <summary>The <c>traceparent</c> value: version 00, unknown flags cleared.</summary>
    public override string ToString() => string.Create(TraceParentLength, this, static (text, context) => context.Write(text));

    private void Write(Span<char> text)
    {
        text.Fill('-');
        "00".CopyTo(text);
        WriteHex((ulong)(TraceId >> 64), text.Slice(TraceIdStart, 16));
        WriteHex((ulong)TraceId, text.Slice(TraceIdStart + 16, 16));
        WriteHex(ParentId, text.Slice(ParentIdStart, 16));
        WriteHex((ulong)((Sampled ? SampledFlag : 0) | (HasRandomTraceId ? RandomFlag : 0)), text.Slice(FlagsStart, 2));
    }

    // Not ulong.TryParse: it takes capitals, and the standard does not.
    private static bool TryReadHex(ReadOnlySpan<char> digits, out ulong value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigitLower(digit))
            {
                return false;
            }

            value = (value << 4) | (uint)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
        }

        return true;
    }

    private static void WriteHex(ulong value, Span<char> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--, value >>= 4)
        {
            digits[i] = "0123456789abcdef"[(int)(value & 0xf)];
        }
    }

    /// <summary>64 random bits, not all zero. Ids must be distinct, not secret.</summary>
    private static ulong NextId()
    {
        ulong id = 0;
        while (id == 0)
        {
            Random.Shared.NextBytes(MemoryMarshal.AsBytes(new Span<ulong>(ref id)));
        }

        return id;
    }
}
