using System.CommandLine;
using Votive.Host.Commands;

var root = VotiveCommand.Create();
var result = root.Parse(args);
if (result.Errors.Count > 0)
{
    // System.CommandLine prints what is wrong, and the usage; the exit code is ours.
    await result.InvokeAsync();
    return Votive.Host.ExitCodes.Usage;
}

return await result.InvokeAsync(new InvocationConfiguration
{
    // Ctrl-C and SIGTERM cancel the command's token; running work gets this long to end.
    ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
    EnableDefaultExceptionHandler = false,
});
