using System.CommandLine;

namespace Votive.Host.Commands.Db;

/// <summary>Asks before something that a person may regret.</summary>
internal static class Confirmation
{
    public static Option<bool> Yes() => new("--yes") { Description = "Don't ask. Needed where nobody sits at a terminal." };

    /// <summary>Asks on standard error.</summary>
    /// <param name="yes">Whether <c>--yes</c> was given: then nothing is asked.</param>
    /// <param name="what">What will happen, one sentence or two.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>Null to go on, else the exit code; what there was to say has been said.</returns>
    public static async Task<int?> AskAsync(bool yes, string what, CancellationToken cancellationToken)
    {
        if (yes)
        {
            return null;
        }

        if (Console.IsInputRedirected)
        {
            return Faults.Fail(ExitCodes.Usage, $"{what} Nobody is at a terminal to confirm that: give --yes.");
        }

        Console.Error.Write($"{what}\nType yes to go on: ");

        // Reading a line can't be stopped; so it is left behind, on a thread that ends with the program.
        var answer = await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
        return string.Equals(answer?.Trim(), "yes", StringComparison.OrdinalIgnoreCase)
            ? null
            : Faults.Fail(ExitCodes.Failure, "Nothing was changed.");
    }
}
