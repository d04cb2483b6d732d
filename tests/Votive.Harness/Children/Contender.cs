namespace Votive.Harness.Children;

internal static class Contender
{
    public const string Verb = "contend";

    public static int Run(string[] arguments) => arguments.Length;
}
