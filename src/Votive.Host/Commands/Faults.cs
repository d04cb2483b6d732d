using Microsoft.Data.Sqlite;
using Votive.Host.Running;
using Votive.ServiceDefaults;
using Votive.Storage.Databases;
using Votive.Storage.Maintenance;

namespace Votive.Host.Commands;

/// <summary>Turns the faults that a person can mend into one plain message and an exit code; everything else flies.</summary>
internal static class Faults
{
    /// <summary>Runs a command's work.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">The command's own: what it cancels is no fault, but the person's wish.</param>
    public static async Task<int> ReportAsync(Func<Task<int>> work, CancellationToken cancellationToken)
    {
        // The command line hears of a command's task when this first waits. Much of a start runs without waiting, and a signal that came
        // in that time would end the program at once.
        await Task.Yield();
        try
        {
            return await work();
        }
        catch (Exception e) when (ServiceProgram.DescribeConfigurationFaults(e) is { } faults)
        {
            return Fail(ExitCodes.Configuration, faults);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (PortInUseException e)
        {
            return Fail(ExitCodes.Unavailable, $"{e.Message} Stop the program that has it, or choose other ports with --port.");
        }
        catch (MaintenanceException e)
        {
            return Fail(ExitCodeFor(e.Fault), e.Message);
        }
        catch (UnavailableException e)
        {
            return Fail(ExitCodes.Unavailable, e.Message);
        }
        catch (SqliteException e) when (DatabaseFailure.IsTemporary(e))
        {
            return Fail(ExitCodes.InUse, "The database does not answer just now: another program holds it locked, or the disk is full or failing.");
        }
        catch (Exception e) when (DatabaseFailure.IsTemporary(e))
        {
            return Fail(ExitCodes.Unavailable, "The PostgreSQL server that DATABASE_URL names does not answer just now.");
        }
        catch (FormatException e)
        {
            return Fail(ExitCodes.Configuration, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(ExitCodes.CannotWrite, e.Message);
        }
    }

    private static int ExitCodeFor(MaintenanceFault fault) => fault switch
    {
        MaintenanceFault.NotForPostgres => ExitCodes.Usage,
        MaintenanceFault.NoDatabase or MaintenanceFault.NoFile => ExitCodes.NoInput,
        MaintenanceFault.BadFile => ExitCodes.InvalidInput,
        MaintenanceFault.InUse => ExitCodes.InUse,
        MaintenanceFault.Key => ExitCodes.Configuration,
        MaintenanceFault.CannotWrite => ExitCodes.CannotWrite,
        _ => ExitCodes.Failure,
    };

    /// <summary>Prints on standard error what a person must know although all went well.</summary>
    public static void Note(string message) => Console.Error.WriteLine($"votive: note: {message}");

    /// <summary>Prints a message on standard error.</summary>
    /// <returns><paramref name="exitCode"/>.</returns>
    public static int Fail(int exitCode, string message)
    {
        Console.Error.WriteLine($"votive: {message}");
        return exitCode;
    }
}
