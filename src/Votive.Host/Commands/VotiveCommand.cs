using System.CommandLine;

namespace Votive.Host.Commands;

/// <summary>The <c>votive</c> command line.</summary>
internal static class VotiveCommand
{
    /// <summary>All commands. Without one, <c>up</c> runs.</summary>
    public static RootCommand Create()
    {
        var up = UpCommand.Create();
        var root = new RootCommand("Votive: a behavioural self-assessment whose report rests on the person's own answers. Without a command, `up` runs.")
        {
            up,
            AnalyzeCommand.Create(),
            PersonasCommand.Create(),
            DoctorCommand.Create(),
        };
        root.SetAction((_, cancellationToken) => up.Parse([]).InvokeAsync(cancellationToken: cancellationToken));
        return root;
    }
}
