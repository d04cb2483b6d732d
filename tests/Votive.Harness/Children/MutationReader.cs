using System.Globalization;
using Votive.Harness.Databases;

namespace Votive.Harness.Children;

/// <summary>
/// Damages one database many times and says what came of it. In a process of its own, because damage must not be able to end the process either.
/// </summary>
internal static class MutationReader
{
    public const string Verb = "mutate";

    /// <summary>Begins a line before each mutation; the last of them tells where a process died.</summary>
    public const string At = "at ";

    /// <summary>Begins a line for each outcome that must not be.</summary>
    public const string Wrong = "wrong ";

    /// <summary>Begins the last line: numbers refused, detected, exact, undetectable.</summary>
    public const string Done = "done ";

    /// <summary>Arguments: path, key in hex, target, seed, count.</summary>
    public static IEnumerable<string> Arguments(DatabaseFiles files, MutationTarget target, int seed, int count) =>
        [Verb, files.Path, Convert.ToHexString(files.Key), target.ToString(), seed.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture)];

    public static int Run(string[] arguments)
    {
        var files = new DatabaseFiles(arguments[0], Convert.FromHexString(arguments[1]));
        var subject = new MutationSubject(files, Enum.Parse<MutationTarget>(arguments[2]));
        var random = new Random(int.Parse(arguments[3], CultureInfo.InvariantCulture));
        var count = int.Parse(arguments[4], CultureInfo.InvariantCulture);
        var outcomes = new long[Enum.GetValues<Outcome>().Length];

        // Half of them by plan, in an order that chance gives, the rest anywhere.
        var planned = subject.SystematicOffsets().ToArray();
        random.Shuffle(planned);
        var (unit, start) = subject.Unit;
        for (var i = 0; i < count; i++)
        {
            var mutation = i % 2 == 0
                ? Mutation.Flip(subject.Content, planned[i / 2 % planned.Length], random.Next(8))
                : Mutation.Any(subject.Content, unit, start, random);
            var what = string.Create(CultureInfo.InvariantCulture, $"{mutation.Kind} at {mutation.Offset}");
            ChildVerb.Say(At + what);
            var verdict = subject.Judge(mutation);
            outcomes[(int)verdict.Outcome]++;
            if (verdict.Outcome == Outcome.Wrong)
            {
                ChildVerb.Say($"{Wrong}{what}: {verdict.Detail}");
            }
        }

        ChildVerb.Say(string.Create(
            CultureInfo.InvariantCulture, $"{Done}{outcomes[(int)Outcome.Refused]} {outcomes[(int)Outcome.Detected]} {outcomes[(int)Outcome.Exact]} {outcomes[(int)Outcome.Undetectable]}"));
        return 0;
    }
}
