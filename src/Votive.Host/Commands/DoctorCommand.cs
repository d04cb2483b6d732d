using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Assessment.Instruments;
using Votive.Assessment.Personas;
using Votive.Contracts;
using Votive.Host.Running;
using Votive.ServiceDefaults;

namespace Votive.Host.Commands;

/// <summary><c>votive doctor</c>: what on this machine keeps Votive from running, and what to do about it.</summary>
internal static class DoctorCommand
{
    /// <summary>Below this much free room a database can't be worked on in safety.</summary>
    private const long LowDiskBytes = 200L * 1024 * 1024;

    private static readonly JsonSerializerOptions Indented = new(ContractJson.Options) { WriteIndented = true };

    public static Command Create()
    {
        var data = CommonOptions.Data();
        var json = CommonOptions.Json("the findings");
        var command = new Command("doctor", "Check whether everything that Votive needs is there. Changes nothing that is in use.") { data, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var findings = await ExamineAsync(result.GetValue(data), cancellationToken);
            if (result.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(findings, Indented));
            }
            else
            {
                foreach (var finding in findings)
                {
                    Console.WriteLine($"{finding.State.ToString().ToUpperInvariant(),-5} {finding.Name,-14} {finding.Detail}");
                }
            }

            return findings.Any(finding => finding.State == FindingState.Fault) ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }

    private static async Task<IReadOnlyList<Finding>> ExamineAsync(string? dataPath, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>
        {
            new("runtime", FindingState.Ok, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}"),
            ExamineCultures(),
            ExamineEngine(),
            ExaminePorts(),
            ExamineModel(),
        };
        await ExamineDataAsync(dataPath, findings, cancellationToken);
        return findings;
    }

    /// <summary>Polish dates and numbers need ICU; the invariant mode of a slim container has none.</summary>
    private static Finding ExamineCultures() =>
        CultureInfo.GetCultureInfo("pl-PL").NumberFormat.NumberDecimalSeparator == ","
            ? new("languages", FindingState.Ok, "English and Polish")
            : new("languages", FindingState.Fault, "This machine has no ICU data, so Polish numbers and dates come out wrong. Install libicu (Debian: libicu72).");

    private static Finding ExamineEngine()
    {
        var instrument = InstrumentCatalog.Core;
        var request = Persona.All[0].Request(instrument.Locales[0]);
        if (!AnswerSheet.TryCreate(instrument, request.Locale, request.Answers, out var sheet, out _))
        {
            return new("engine", FindingState.Fault, "The shipped sample does not fit the shipped instrument: this build is broken.");
        }

        var insights = OfflineEngine.Analyze(sheet).Patterns.Count;
        return new("engine", FindingState.Ok, $"{instrument.Id} {instrument.Version}, {instrument.Items.Count} items; the sample report has {insights} patterns");
    }

    private static Finding ExaminePorts()
    {
        var taken = Enumerable.Range(3000, 4).Where(port => !IsFree(port)).ToArray();
        return taken.Length == 0
            ? new("ports", FindingState.Ok, "3000 to 3003 are free")
            : new("ports", FindingState.Note, $"Taken: {string.Join(", ", taken)}. If that is not Votive itself, use `votive up --port BASE`.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Finding ExamineModel() =>
        ProcessSettings.Read().ContainsKey("ANTHROPIC_API_KEY")
            ? new("model", FindingState.Ok, "ANTHROPIC_API_KEY is set: Claude gives a second reading")
            : new("model", FindingState.Note, "ANTHROPIC_API_KEY is not set: reports are made by the offline engine alone");

    private static async Task ExamineDataAsync(string? dataPath, List<Finding> findings, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(string.IsNullOrWhiteSpace(dataPath) ? DataDirectory.DefaultPath : dataPath);
        if (!Directory.Exists(path))
        {
            findings.Add(new("data", FindingState.Note, $"{path} is not there yet; `votive up` makes it."));
            return;
        }

        var free = new DriveInfo(path).AvailableFreeSpace;
        findings.Add(free < LowDiskBytes
            ? new("disk", FindingState.Fault, $"Only {free / (1024 * 1024)} MiB are free at {path}.")
            : new("disk", FindingState.Ok, $"{free / (1024 * 1024 * 1024.0):0.0} GiB free"));
        if (!OperatingSystem.IsWindows())
        {
            var others = File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
            findings.Add(others == 0
                ? new("data", FindingState.Ok, path)
                : new("data", FindingState.Fault, $"{path} is open to other users of this machine. Run: chmod 700 \"{path}\""));
        }

        var data = DataDirectory.Open(path);
        if (!File.Exists(data.DatabaseFile))
        {
            findings.Add(new("database", FindingState.Note, "There is none yet; `votive up` makes it."));
            return;
        }

        try
        {
            await using var system = await VotiveSystem.StartAsync(
                new VotiveSystemOptions { DataDirectory = data, Settings = ProcessSettings.Read() }, cancellationToken);
            using var http = new HttpClient();
            using var response = await http.GetAsync(new Uri(system.PromptService, "health/ready"), cancellationToken);
            findings.Add(response.IsSuccessStatusCode
                ? new("database", FindingState.Ok, "opens with its key, and all services start")
                : new("database", FindingState.Fault, "The prompt service starts, but is not ready."));
        }
        catch (Exception e) when (ServiceProgram.DescribeConfigurationFaults(e) is { } faults)
        {
            findings.Add(new("database", FindingState.Fault, faults));
        }
    }

    private enum FindingState
    {
        Ok,
        Note,
        Fault,
    }

    private sealed record Finding(string Name, FindingState State, string Detail);
}
