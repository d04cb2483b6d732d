using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.Host.Reports;

namespace Votive.Host.Commands;

/// <summary><c>votive analyze</c>: the main job from the terminal, through the real services or with the offline engine alone.</summary>
internal static class AnalyzeCommand
{
    /// <summary>Largest request that is read, in bytes: that of an import over HTTP.</summary>
    private const int MaxInputBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions Indented = new(ContractJson.Options) { WriteIndented = true };

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A request as JSON (see `votive personas export`), or - for standard input." };
        var language = CommonOptions.Language("Language of the report. Default: the request's locale.");
        var html = new Option<FileInfo?>("--html") { Description = "Also write the report as one HTML file.", HelpName = "OUT" };
        var offline = new Option<bool>("--offline") { Description = "Use the offline engine alone: no service, no model, no data folder." };
        var json = CommonOptions.Json("the analysis");
        var server = new Option<Uri?>("--server")
        {
            Description = "Ask a running backend, for instance http://127.0.0.1:3001, instead of starting one.",
            HelpName = "URL",
            CustomParser = ReadAddress,
        };
        var data = CommonOptions.Data();
        var command = new Command("analyze", "Make the report for one set of answers.") { file, language, html, offline, json, server, data };
        command.Validators.Add(result =>
        {
            // Whether they are given, not their values, which can't be asked for where one of them is wrong.
            if (result.GetResult(offline) is { Implicit: false } && result.GetResult(server) is { Implicit: false })
            {
                result.AddError("--offline and --server exclude each other.");
            }
        });
        command.SetAction((result, cancellationToken) => Faults.ReportAsync(async () =>
        {
            if (ReadRequest(result.GetRequiredValue(file), out var request) is { } inputFault)
            {
                return inputFault;
            }

            request = request! with { Locale = result.GetValue(language) ?? request!.Locale };
            var progress = new Progress();
            var outcome = result.GetValue(offline)
                ? OfflineAnalysis.Make(request)
                : await RemoteAnalysis.MakeAsync(request, result.GetValue(server), result.GetValue(data), progress, cancellationToken);
            if (outcome.Result is not { } analyzed)
            {
                return Explain(outcome);
            }

            // First what is there already: a page that can't be written must not cost the report.
            progress.Done();
            if (result.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(analyzed, Indented));
            }
            else
            {
                TextReport.Write(AnsiConsole.Console, analyzed);
            }

            if (result.GetValue(html) is { } target)
            {
                progress.Report("Laying out the page.");
                await HtmlDocument.WriteAsync(request, analyzed, target, cancellationToken);
                progress.Done();
            }

            return ExitCodes.Success;
        }, cancellationToken));
        return command;
    }

    private static Uri? ReadAddress(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        argument.AddError("--server must be an address that begins with http:// or https://.");
        return null;
    }

    /// <returns>Null when <paramref name="request"/> was read, else the exit code; what is wrong has been said.</returns>
    private static int? ReadRequest(string file, out AnalyzeRequest? request)
    {
        request = null;
        byte[] bytes;
        try
        {
            using var input = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            using var buffer = new MemoryStream();
            input.CopyTo(buffer);
            bytes = buffer.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Faults.Fail(ExitCodes.NoInput, e.Message);
        }

        if (bytes.Length == 0)
        {
            return Faults.Fail(ExitCodes.NoInput, "The input is empty; a request as JSON was expected. `votive personas export NAME` prints one.");
        }

        if (bytes.Length > MaxInputBytes)
        {
            return Faults.Fail(ExitCodes.InvalidInput, "The input is larger than 1 MiB.");
        }

        try
        {
            var text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;
            request = JsonSerializer.Deserialize<AnalyzeRequest>(text, ContractJson.StrictOptions);
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $" (line {line + 1}, at {e.Path ?? "$"})" : "";
            return Faults.Fail(ExitCodes.InvalidInput, $"The input is not a valid request{place}: not JSON, or a member that is unknown, given twice or of the wrong type.");
        }

        return request is null ? Faults.Fail(ExitCodes.InvalidInput, "The input is null; a request was expected.") : null;
    }

    private static int Explain(AnalysisOutcome outcome)
    {
        Console.Error.WriteLine($"votive: {outcome.Message}");
        foreach (var (field, messages) in outcome.Errors)
        {
            foreach (var message in messages)
            {
                Console.Error.WriteLine($"  {field}: {message}");
            }
        }

        return outcome.ExitCode;
    }
}
