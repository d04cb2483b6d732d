using System.CommandLine;

namespace Votive.Host.Commands.Db;

/// <summary><c>votive db</c>: work on the whole database.</summary>
internal static class DbCommand
{
    public static Command Create() => new("db", "Look at, back up, restore, check, re-key and copy the database.")
    {
        StatusCommand.Create(),
        MigrateCommand.Create(),
        BackupCommand.Create(),
        VerifyCommand.Create(),
        RestoreCommand.Create(),
        RekeyCommand.Create(),
        ExportCommand.Create(),
        CopyCommand.Create(),
    };

    /// <summary>What <c>--help</c> says: the purpose, then examples.</summary>
    public static string Describe(string purpose, params string[] examples) =>
        $"{purpose}\n\nExamples:\n{string.Join('\n', examples.Select(example => $"  votive db {example}"))}";
}
