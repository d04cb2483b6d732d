using System.Globalization;
using Votive.Harness.Children;
using Votive.Harness.Databases;
using Votive.Harness.Running;

namespace Votive.Harness.Campaigns;

/// <summary>
/// Every kind of byte in database, WAL and rollback journal is changed: each time the database is refused by name, or the damage is met with an
/// error, or what is read is exactly what had to be there. Never other content, never an empty database, never the end of the process.
/// </summary>
internal sealed class Mutations : ICampaign
{
    private const int MutationsPerTarget = 3000;
    private const int MutationsPerProcess = 300;
    private const int ToldPerProcess = 5;
    private const int OutcomeCount = 4;

    private readonly Lock _counting = new();

    public string Name => "mutation";

    public string Unit => "mutations";

    public async Task RunAsync(CampaignRun run, CancellationToken cancellationToken)
    {
        var targets = Enum.GetValues<MutationTarget>();
        var outcomes = targets.ToDictionary(target => target, _ => new long[OutcomeCount]);
        var processes = run.Scale(MutationsPerTarget) / MutationsPerProcess;
        await run.TrialsAsync(processes * targets.Length, run.Options.Lanes, async trial =>
        {
            var target = targets[trial.Number % targets.Length];
            var counts = await MutateAsync(trial, target, cancellationToken);
            lock (_counting)
            {
                for (var i = 0; i < counts.Length; i++)
                {
                    outcomes[target][i] += counts[i];
                }
            }
        }, cancellationToken);

        foreach (var (target, counts) in outcomes)
        {
            run.Remark(string.Create(CultureInfo.InvariantCulture, $"{target}: {counts[0]} refused, {counts[1]} met with an error, {counts[2]} exact{(counts[3] > 0 ? $", {counts[3]} removals from a journal that nothing can tell" : "")}"));
        }
    }

    private static async Task<long[]> MutateAsync(Trial trial, MutationTarget target, CancellationToken cancellationToken)
    {
        var files = DatabaseFiles.In(trial.Folder, trial.Random);
        await using var child = ChildProcess.StartSelf(MutationReader.Arguments(files, target, trial.Random.Next(), MutationsPerProcess));
        var (at, wrong) = ("", 0);
        while (await child.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(MutationReader.At, StringComparison.Ordinal))
            {
                at = line[MutationReader.At.Length..];
                trial.CountRound(1);
            }
            else if (line.StartsWith(MutationReader.Wrong, StringComparison.Ordinal))
            {
                wrong++;
                if (wrong <= ToldPerProcess)
                {
                    trial.IntegrityFault($"{target}, {line[MutationReader.Wrong.Length..]}");
                }
            }
            else if (line.StartsWith(MutationReader.Done, StringComparison.Ordinal))
            {
                if (wrong > ToldPerProcess)
                {
                    trial.IntegrityFault($"{target}: {wrong} in this process");
                }

                return [.. line[MutationReader.Done.Length..].Split(' ').Select(count => long.Parse(count, CultureInfo.InvariantCulture))];
            }
        }

        trial.Finding($"{target}, {at}: the process ended: {await child.WaitForExitAsync(cancellationToken)}");
        return new long[OutcomeCount];
    }
}
