namespace Votive.Host;

/// <summary>What the program's exit code means; the numbers are those of BSD's <c>sysexits.h</c>.</summary>
internal static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>Something failed that none of the other codes names; <c>doctor</c> found a fault.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>The input was read, but it is not a valid request.</summary>
    public const int InvalidInput = 65;

    /// <summary>The input file is not there or can't be read.</summary>
    public const int NoInput = 66;

    /// <summary>A service that is needed can't be reached, or a port is taken.</summary>
    public const int Unavailable = ServiceDefaults.ServiceProgram.UnavailableExitCode;

    /// <summary>An output file can't be written.</summary>
    public const int CannotWrite = 73;

    /// <summary>Stopped by Ctrl-C or a signal before it was done; what a shell says for SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>The configuration can't work.</summary>
    public const int Configuration = ServiceDefaults.ServiceProgram.ConfigurationExitCode;
}
