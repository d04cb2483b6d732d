using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Votive.Assessment.Instruments;

namespace Votive.Host.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary><c>--data DIR</c>.</summary>
    public static Option<string?> Data() => new("--data")
    {
        Description = "Folder of the database and the secrets. Default: the DATA_DIR variable, else the user's data folder.",
        HelpName = "DIR",
        DefaultValueFactory = _ => DataFromEnvironment,
    };

    /// <summary>The data folder that the environment names; null for the user's own.</summary>
    public static string? DataFromEnvironment => Environment.GetEnvironmentVariable("DATA_DIR");

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json(string what) => new("--json") { Description = $"Print {what} as JSON." };

    /// <summary>Reads a whole number in a range, for an option's <c>CustomParser</c>; anything else is said in one sentence.</summary>
    public static int ReadNumber(ArgumentResult argument, string option, int lowest, int highest)
    {
        if (int.TryParse(argument.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= lowest && number <= highest)
        {
            return number;
        }

        argument.AddError(string.Create(CultureInfo.InvariantCulture, $"{option} must be a whole number {(highest == int.MaxValue ? $"from {lowest} on" : $"from {lowest} to {highest}")}."));
        return lowest;
    }

    /// <summary><c>--lang</c>, one of the instrument's locales.</summary>
    public static Option<string?> Language(string description)
    {
        var option = new Option<string?>("--lang") { Description = description, HelpName = "en|pl" };
        option.AcceptOnlyFromAmong([.. InstrumentCatalog.Core.Locales]);
        return option;
    }
}
