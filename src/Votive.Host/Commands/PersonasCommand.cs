using System.CommandLine;
using System.Text.Json;
using Votive.Assessment.Personas;
using Votive.Contracts;

namespace Votive.Host.Commands;

/// <summary><c>votive personas</c>: made-up people whose answers can be tried.</summary>
internal static class PersonasCommand
{
    private static readonly JsonSerializerOptions Indented = new(ContractJson.Options) { WriteIndented = true };

    public static Command Create() => new("personas", "Made-up people whose answers can be tried.") { CreateList(), CreateExport() };

    private static Command CreateList()
    {
        var language = CommonOptions.Language("Language of the titles. Default: en.");
        var json = CommonOptions.Json("the list");
        var command = new Command("list", "List the personas.") { language, json };
        command.SetAction(result =>
        {
            var locale = result.GetValue(language) ?? "en";
            var personas = Persona.All.Select(persona => new { persona.Name, Title = persona.Title[locale] }).ToArray();
            if (result.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(personas, Indented));
                return ExitCodes.Success;
            }

            var width = personas.Max(persona => persona.Name.Length);
            foreach (var persona in personas)
            {
                Console.WriteLine($"{persona.Name.PadRight(width)}  {persona.Title}");
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateExport()
    {
        var name = new Argument<string>("NAME") { Description = "A name from `votive personas list`." };
        var language = CommonOptions.Language("Language of the answers. Default: en.");
        var command = new Command("export", "Print a persona's answers as a request that `votive analyze` and the HTTP API take as it is.") { name, language };
        command.SetAction(result =>
        {
            if (Persona.Find(result.GetValue(name)!) is not { } persona)
            {
                return Faults.Fail(ExitCodes.Usage, $"There is no persona of that name. There are: {string.Join(", ", Persona.All.Select(p => p.Name))}.");
            }

            Console.WriteLine(JsonSerializer.Serialize(persona.Request(result.GetValue(language) ?? "en"), Indented));
            return ExitCodes.Success;
        });
        return command;
    }
}
