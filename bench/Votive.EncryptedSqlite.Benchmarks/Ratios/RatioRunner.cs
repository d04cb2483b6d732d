using Votive.EncryptedSqlite.Benchmarks.Stores;
using Votive.EncryptedSqlite.Benchmarks.Workloads;

namespace Votive.EncryptedSqlite.Benchmarks.Ratios;

/// <summary>
/// Measures a workload in rounds of one plain and one encrypted batch, and takes the ratio within each round: what else the machine
/// does meanwhile, disk included, then weighs on both alike.
/// </summary>
/// <param name="folder">Where the stores are made; both on this file system.</param>
/// <param name="warmUp">Spent on each workload before anything counts: code is compiled and caches fill.</param>
/// <param name="duration">Spent on the rounds of each workload.</param>
internal sealed class RatioRunner(string folder, TimeSpan warmUp, TimeSpan duration)
{
    private const int LeastRounds = 25;
    private static readonly TimeProvider Clock = TimeProvider.System;

    public Comparison Compare(WorkloadChoice choice)
    {
        using var plain = choice.Create(StoreKind.Plain, folder);
        using var encrypted = choice.Create(StoreKind.Encrypted, folder);
        Rounds(plain, encrypted, warmUp);
        return Summarize(choice, Rounds(plain, encrypted, duration));
    }

    private static List<(Batch Plain, Batch Encrypted)> Rounds(IWorkload plain, IWorkload encrypted, TimeSpan duration)
    {
        var rounds = new List<(Batch Plain, Batch Encrypted)>();
        var start = Clock.GetTimestamp();
        while (rounds.Count < LeastRounds || Clock.GetElapsedTime(start) < duration)
        {
            // Who goes first takes turns, for the second finds the caches as the first left them.
            if (rounds.Count % 2 == 0)
            {
                var first = Measure(plain);
                rounds.Add((first, Measure(encrypted)));
            }
            else
            {
                var first = Measure(encrypted);
                rounds.Add((Measure(plain), first));
            }
        }

        return rounds;
    }

    private static Batch Measure(IWorkload workload)
    {
        workload.Prepare();
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Clock.GetTimestamp();
        workload.Run();
        return new Batch(Clock.GetElapsedTime(start), Environment.CpuUsage.TotalTime - cpu);
    }

    private static Comparison Summarize(WorkloadChoice choice, List<(Batch Plain, Batch Encrypted)> rounds)
    {
        return new Comparison(
            choice,
            rounds.Count,
            PerOperation(round => round.Plain.Elapsed),
            PerOperation(round => round.Encrypted.Elapsed),
            PerOperation(round => round.Plain.Cpu),
            PerOperation(round => round.Encrypted.Cpu),
            Spread.Of(rounds.Select(round => round.Plain.Elapsed / round.Encrypted.Elapsed)),
            Spread.Of(rounds.Select(round => round.Plain.Cpu / round.Encrypted.Cpu)));

        Spread PerOperation(Func<(Batch Plain, Batch Encrypted), TimeSpan> time) =>
            Spread.Of(rounds.Select(round => time(round).TotalMicroseconds / choice.OperationCount));
    }
}
