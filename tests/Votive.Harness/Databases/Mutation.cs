using System.Globalization;

namespace Votive.Harness.Databases;

/// <summary>A change to some bytes of a file, as a fault of the disk or another hand would make it.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Content">The file with the change.</param>
internal sealed record Mutation(string Kind, int Offset, byte[] Content)
{
    private const int SectorSize = 512;

    /// <summary>Whether something that was there is there no more, and nothing foreign came in its place.</summary>
    public bool IsRemoval { get; init; }

    /// <summary>One bit turned over.</summary>
    public static Mutation Flip(byte[] content, int offset, int bit)
    {
        var changed = (byte[])content.Clone();
        changed[offset] ^= (byte)(1 << bit);
        return new Mutation(string.Create(CultureInfo.InvariantCulture, $"bit {bit} flipped"), offset, changed);
    }

    /// <summary>Any change to any place.</summary>
    /// <param name="content">The file as it was.</param>
    /// <param name="unit">Size of the units that can change places: a page, a frame or a record.</param>
    /// <param name="unitStart">Where the first of them begins.</param>
    /// <param name="random">Chooses.</param>
    public static Mutation Any(byte[] content, int unit, int unitStart, Random random)
    {
        var offset = random.Next(content.Length);
        var changed = (byte[])content.Clone();
        switch (random.Next(8))
        {
            case 0:
                return Flip(content, offset, random.Next(8));
            case 1:
                changed[offset] = (byte)(changed[offset] + random.Next(1, 256));
                return new Mutation("byte changed", offset, changed);
            case 2:
                random.NextBytes(changed.AsSpan(offset, Math.Min(random.Next(2, 64), content.Length - offset)));
                return new Mutation("run of garbage", offset, changed);
            case 3:
                offset -= offset % SectorSize;
                random.NextBytes(changed.AsSpan(offset, Math.Min(SectorSize, content.Length - offset)));
                return new Mutation("sector of garbage", offset, changed);
            case 4:
                offset -= offset % SectorSize;
                changed.AsSpan(offset, Math.Min(SectorSize, content.Length - offset)).Clear();
                return new Mutation("sector of zeros", offset, changed);
            case 5:
                return Copy(content, changed, unit, unitStart, random, isSwap: true);
            case 6:
                return Copy(content, changed, unit, unitStart, random, isSwap: false);
            default:
                // Not down to nothing: a file of no bytes is a new database to SQLite, and for the services to refuse.
                offset = Math.Max(1, offset);
                return new Mutation("cut off", offset, content[..offset]) { IsRemoval = true };
        }
    }

    private static Mutation Copy(byte[] content, byte[] changed, int unit, int unitStart, Random random, bool isSwap)
    {
        var units = (content.Length - unitStart) / unit;
        var (from, to) = (unitStart + (random.Next(units) * unit), unitStart + (random.Next(units) * unit));
        content.AsSpan(from, unit).CopyTo(changed.AsSpan(to));
        if (isSwap)
        {
            content.AsSpan(to, unit).CopyTo(changed.AsSpan(from));
        }

        return new Mutation(isSwap ? $"swapped with {Math.Max(from, to)}" : $"a copy of {from}", isSwap ? Math.Min(from, to) : to, changed) { IsRemoval = !isSwap };
    }
}
