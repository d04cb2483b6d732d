using Votive.Harness.Children;
using Votive.Harness.Running;

namespace Votive.Harness;

/// <summary>The harness: <c>storage [--full] [--only NAME] [--seed N] [--trial N] [--keep] [--json FILE] [--folder DIR]</c>.</summary>
internal static class Program
{
    private const int UsageExitCode = 64;

    private static async Task<int> Main(string[] args)
    {
        if (args is ["child", ..])
        {
            return ChildVerb.Run(args.AsSpan(1));
        }

        if (StorageCommand.TryParse(args, out var command, out var fault))
        {
            using var stop = new CancellationTokenSource();
            Console.CancelKeyPress += (_, pressed) =>
            {
                pressed.Cancel = true;
                stop.Cancel();
            };
            return await command.RunAsync(stop.Token);
        }

        await Console.Error.WriteLineAsync(fault);
        return UsageExitCode;
    }
}
