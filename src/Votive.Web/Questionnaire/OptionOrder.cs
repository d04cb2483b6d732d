using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Votive.Assessment.Instruments;

namespace Votive.Web.Questionnaire;

/// <summary>The order in which one person sees options that may stand in any order.</summary>
internal static class OptionOrder
{
    /// <summary>The item's options, shuffled where it allows that: always alike for the same person, unrelated between persons and items.</summary>
    /// <param name="item">The item that is asked.</param>
    /// <param name="person">Whoever answers; the order can't be traced back to them.</param>
    public static IReadOnlyList<ItemOption> For(InstrumentItem item, string person) =>
        item.ShuffleOptions ? [.. item.Options.OrderBy(option => Rank($"{person}\n{item.Id}\n{option.Id}"))] : item.Options;

    private static ulong Rank(string text) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
