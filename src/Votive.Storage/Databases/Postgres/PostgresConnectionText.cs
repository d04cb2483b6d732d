using Npgsql;

namespace Votive.Storage.Databases.Postgres;

/// <summary>Reads <c>postgresql://user:password@host:port/database?option=value</c> (PostgreSQL manual, § 34.1.1.2) into Npgsql's form.</summary>
internal static class PostgresConnectionText
{
    /// <summary>Longest wait for a command, lock waits included; the same patience as on SQLite.</summary>
    private const int CommandTimeoutSeconds = 5;

    public static bool IsPostgres(string url) =>
        url.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The connection string; null when the text is no such URL. Options bear libpq's names or Npgsql's.</summary>
    public static string? TryParse(string url)
    {
        if (!IsPostgres(url) || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.AbsolutePath.Length <= 1)
        {
            return null;
        }

        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = Uri.UnescapeDataString(uri.Host),
            Port = uri.IsDefaultPort || uri.Port < 0 ? NpgsqlConnection.DefaultPort : uri.Port,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
            Username = user[0].Length == 0 ? null : Uri.UnescapeDataString(user[0]),
            Password = user.Length < 2 ? null : Uri.UnescapeDataString(user[1]),
            CommandTimeout = CommandTimeoutSeconds,
            ApplicationName = "votive",
        };
        try
        {
            foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var pair = option.Split('=', 2);
                builder[LibpqName(Uri.UnescapeDataString(pair[0]))] = pair.Length < 2 ? "" : Uri.UnescapeDataString(pair[1]);
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            return null;
        }

        return builder.ToString();
    }

    private static string LibpqName(string name) => name.ToLowerInvariant() switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        _ => name,
    };
}
