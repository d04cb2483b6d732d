using Npgsql;

namespace Votive.Storage.Databases.Postgres;

/// <summary>Reads <c>postgresql://user:password@host:port/database?option=value</c> (PostgreSQL manual, § 34.1.1.2) into Npgsql's form.</summary>
internal static class PostgresConnectionText
{
    /// <summary>Longest wait for a command, lock waits included, and for a connection; the same patience as on SQLite.</summary>
    private const int TimeoutSeconds = 5;

    public static bool IsPostgres(string url) =>
        url.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The connection string; null when the text is no such URL, or has an option that is not among libpq's of <see cref="Set"/>.</summary>
    public static string? TryParse(string url)
    {
        if (!IsPostgres(url) || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.AbsolutePath.Length <= 1)
        {
            return null;
        }

        var user = uri.UserInfo.Split(':', 2);
        try
        {
            var builder = new NpgsqlConnectionStringBuilder
            {
                // Without the brackets that an IPv6 address has in a URL.
                Host = Uri.UnescapeDataString(uri.DnsSafeHost),
                Port = uri.Port < 0 ? NpgsqlConnection.DefaultPort : uri.Port,
                Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
                Username = user[0].Length == 0 ? null : Uri.UnescapeDataString(user[0]),
                Password = user.Length < 2 ? null : Uri.UnescapeDataString(user[1]),
                Timeout = TimeoutSeconds,
                CommandTimeout = TimeoutSeconds,
                ApplicationName = "votive",
            };
            foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var pair = option.Split('=', 2);
                if (pair.Length < 2 || !Set(builder, Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1])))
                {
                    return null;
                }
            }

            return builder.ToString();
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            return null;
        }
    }

    // Only these: some of Npgsql's own options would put what people wrote into exceptions and logs.
    private static bool Set(NpgsqlConnectionStringBuilder builder, string option, string value)
    {
        var (name, text) = option switch
        {
            "sslmode" => ("SSL Mode", value.Replace("-", "", StringComparison.Ordinal)), // verify-full is Npgsql's VerifyFull
            "sslrootcert" => ("Root Certificate", value),
            "sslcert" => ("SSL Certificate", value),
            "sslkey" => ("SSL Key", value),
            "application_name" => ("Application Name", value),
            "connect_timeout" => ("Timeout", value),
            "max_pool_size" => ("Maximum Pool Size", value), // Npgsql's; libpq has no pool
            _ => default((string?, string)),
        };
        if (name is null)
        {
            return false;
        }

        builder[name] = text;
        return true;
    }
}
