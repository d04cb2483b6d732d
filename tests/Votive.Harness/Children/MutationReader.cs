namespace Votive.Harness.Children;

internal static class MutationReader
{
    public const string Verb = "mutate";

    public static int Run(string[] arguments) => arguments.Length;
}
