using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Votive.Host.Running;

/// <summary>The folder that holds everything Votive keeps: the encrypted database, the secrets, and the keys that sign cookies.</summary>
internal sealed class DataDirectory
{
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnlyFile | UnixFileMode.UserExecute;

    /// <summary>The secrets that are made on first start: name and length in bytes.</summary>
    private static readonly (string Name, int Bytes)[] Secrets = [("DATABASE_KEY", 32), ("SERVICE_API_KEY", 32)];

    private DataDirectory(string path) => Path = path;

    /// <summary>Absolute path of the folder.</summary>
    public string Path { get; }

    /// <summary>Where the secrets are kept, as <c>NAME=value</c> lines.</summary>
    public string SecretsFile => System.IO.Path.Combine(Path, "secrets.env");

    /// <summary>The database of prompts and drafts.</summary>
    public string DatabaseFile => System.IO.Path.Combine(Path, "votive.db");

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
            Directory.CreateDirectory(directory.Path, OwnerOnlyFolder);
        }

        return directory;
    }

    /// <summary>The secrets, made and written (mode 0600) on first use. A secret that stands in the file is not changed.</summary>
    /// <exception cref="FormatException">A line of the file is not <c>NAME=value</c>.</exception>
    public IReadOnlyDictionary<string, string> ReadOrCreateSecrets()
    {
        var secrets = ReadSecrets();
        var missing = Secrets.Where(secret => !secrets.ContainsKey(secret.Name)).ToArray();
        if (missing.Length == 0)
        {
            return secrets;
        }

        // A key made anew over an existing database would lock its owner out with a misleading message.
        if (File.Exists(DatabaseFile) && missing.Any(secret => secret.Name == "DATABASE_KEY"))
        {
            return secrets;
        }

        foreach (var (name, bytes) in missing)
        {
            secrets[name] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes));
        }

        WriteSecrets(secrets);
        return secrets;
    }

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

    /// <summary>Changes the secrets in one step, which a power cut leaves done or not done.</summary>
    /// <exception cref="FormatException">A line of the file is not <c>NAME=value</c>.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void ChangeSecrets(Action<Dictionary<string, string>> change)
    {
        var secrets = ReadSecrets();
        change(secrets);
        WriteSecrets(secrets);
    }

    private void WriteSecrets(Dictionary<string, string> secrets)
    {
        var text = new StringBuilder()
            .AppendLine("# Made by `votive up` on first start. Whoever has this file can read the database: keep it, and keep it private.");
        foreach (var (name, value) in secrets.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append('=').AppendLine(value);
        }

        // Written beside and renamed: a crash leaves the old file or the new one, never half of one.
        var temporary = SecretsFile + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnlyFile;
        }

        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, SecretsFile, overwrite: true);
    }
}
