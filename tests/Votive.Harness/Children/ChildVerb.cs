namespace Votive.Harness.Children;

/// <summary>What this program does as a child of itself: <c>child VERB ARGUMENTS</c>.</summary>
internal static class ChildVerb
{
    /// <summary>Runs the verb until its end, or until it is killed.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        var rest = arguments[1..].ToArray();
        return arguments[0] switch
        {
            LedgerWriter.Verb => LedgerWriter.Run(rest),
            DatabaseCreator.Verb => DatabaseCreator.Run(rest),
            MutationReader.Verb => MutationReader.Run(rest),
            Contender.Verb => Contender.Run(rest),
            var other => throw new ArgumentException($"There is no child verb {other}."),
        };
    }

    /// <summary>Says a line to the parent; it has left this process when the call returns.</summary>
    public static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
