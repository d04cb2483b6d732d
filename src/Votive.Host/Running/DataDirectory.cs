using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Votive.Storage.Maintenance;

namespace Votive.Host.Running;

/// <summary>The folder that holds everything Votive keeps: the encrypted database, the secrets, and the keys that sign cookies.</summary>
internal sealed class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string FieldKeys = "FIELD_KEYS";
    private const int SecretBytes = 32;

    private DataDirectory(string path) => Path = path;

    /// <summary>Absolute path of the folder.</summary>
    public string Path { get; }

    /// <summary>Where the secrets are kept, as <c>NAME=value</c> lines.</summary>
    public string SecretsFile => System.IO.Path.Combine(Path, "secrets.env");

    /// <summary>The database of prompts and drafts.</summary>
    public string DatabaseFile => System.IO.Path.Combine(Path, "votive.db");

    /// <summary>
    /// Absolute path of a file to read, such as a backup. A relative one starts at the working directory, and where there is no such
    /// file, at this folder.
    /// </summary>
    public string FindFile(string file)
    {
        var path = System.IO.Path.GetFullPath(file);
        var here = System.IO.Path.GetFullPath(file, Path);
        return !File.Exists(path) && File.Exists(here) ? here : path;
    }

    /// <summary>The folder used when none is named: <c>$XDG_DATA_HOME/votive</c>, or <c>~/.local/share/votive</c> where that is not set.</summary>
    public static string DefaultPath => System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "votive");

    /// <summary>The folder as it is, which may be missing.</summary>
    public static DataDirectory At(string? path) => new(System.IO.Path.GetFullPath(string.IsNullOrWhiteSpace(path) ? DefaultPath : path));

    /// <summary>Opens the folder, made where it is missing, readable for its owner only.</summary>
    /// <exception cref="IOException">It can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be made.</exception>
    public static DataDirectory Open(string? path)
    {
        var directory = At(path);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory.Path);
        }
        else
        {
            Directory.CreateDirectory(directory.Path, OwnerOnly);
        }

        return directory;
    }

    /// <summary>Makes secrets of these names and adds them to the file (mode 0600). What stands in it is not changed.</summary>
    /// <exception cref="IOException">The file can't be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read or written.</exception>
    public void AddNewSecrets(IEnumerable<string> names) =>
        AddToFile(names.Select(name => $"{name}={(name == FieldKeys ? $"{NewFieldKeyId()}:{NewSecret()}" : NewSecret())}"));

    /// <summary>The secrets as they stand in the file; empty when there is none.</summary>
    /// <exception cref="FormatException">A line of the file is not <c>NAME=value</c>.</exception>
    public Dictionary<string, string> ReadSecrets()
    {
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(SecretsFile))
        {
            return secrets;
        }

        var number = 0;
        foreach (var line in File.ReadLines(SecretsFile))
        {
            number++;
            var text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            var split = text.IndexOf('=', StringComparison.Ordinal);
            if (split <= 0)
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Line {number} of {SecretsFile} is not NAME=value."));
            }

            secrets[text[..split].TrimEnd()] = text[(split + 1)..].TrimStart();
        }

        return secrets;
    }

    /// <summary>Changes secrets in one step, which a power cut leaves done or not done. What else stands in the file stays.</summary>
    /// <param name="changes">Value by name; null takes the secret out.</param>
    /// <exception cref="IOException">The file can't be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read or written.</exception>
    public void ChangeSecrets(IReadOnlyDictionary<string, string?> changes)
    {
        var others = File.ReadLines(SecretsFile).Where(line => !changes.ContainsKey(line.Split('=')[0].Trim()));
        var changed = changes.Where(change => change.Value is not null).Select(change => $"{change.Key}={change.Value}");
        Write(string.Concat(others.Concat(changed).Select(line => line + Environment.NewLine)));
    }

    private static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Of its own for each data folder, so that a key of another one is told by its name.</summary>
    private static string NewFieldKeyId() => $"k-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    private void AddToFile(IEnumerable<string> lines)
    {
        var text = new StringBuilder(File.Exists(SecretsFile)
            ? File.ReadAllText(SecretsFile)
            : $"# Made by `votive up` on first start. Whoever has this file can read the database: keep it, and keep it private.{Environment.NewLine}");
        if (text.Length > 0 && text[^1] != '\n')
        {
            text.AppendLine();
        }

        foreach (var line in lines)
        {
            text.AppendLine(line);
        }

        Write(text.ToString());
    }

    private void Write(string text) => DurableFiles.Write(SecretsFile, Encoding.UTF8.GetBytes(text));
}
