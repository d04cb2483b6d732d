using System.CommandLine;
using Votive.Host.Commands.Db;

namespace Votive.Host.Commands;

/// <summary>The <c>votive</c> command line.</summary>
internal static class VotiveCommand
{
    /// <summary>All commands. Without one, <c>up</c> runs.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Votive: a behavioural self-assessment whose report rests on the person's own answers. Without a command, `up` runs.")
        {
            UpCommand.Create(),
            AnalyzeCommand.Create(),
            PersonasCommand.Create(),
            DoctorCommand.Create(),
            DbCommand.Create(),
        };
        root.SetAction((_, cancellationToken) => UpCommand.RunAsync(CommonOptions.DataFromEnvironment, UpCommand.DefaultPort, cancellationToken));
        return root;
    }
}
