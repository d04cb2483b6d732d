using Npgsql;
using Votive.Storage.Databases.Postgres;

namespace Votive.Storage.Tests.Databases;

public sealed class PostgresConnectionTextTests
{
    [Fact]
    public void EveryPart_IsReadAndUnescaped()
    {
        var text = Parse("postgresql://ann%40home:p%3A%2F%40ss@db.example:6543/my%20data?sslmode=verify-ca&connect_timeout=9&max_pool_size=12&application_name=x");

        Assert.Equal(
            ("db.example", 6543, "my data", "ann@home", "p:/@ss", SslMode.VerifyCA, 9, 12, "x"),
            (text.Host, text.Port, text.Database, text.Username, text.Password, text.SslMode, text.Timeout, text.MaxPoolSize, text.ApplicationName));
    }

    [Theory]
    [InlineData("postgresql://db/votive", "db", 5432)]
    [InlineData("POSTGRES://db/votive", "db", 5432)]
    [InlineData("postgresql://[::1]:7000/votive", "::1", 7000)]
    public void ShortForms_HaveTheUsualRest(string url, string host, int port)
    {
        var text = Parse(url);

        Assert.Equal((host, port, 5, 5), (text.Host, text.Port, text.Timeout, text.CommandTimeout));
        Assert.Null(text.Password);
    }

    [Theory]
    [InlineData("votive.db")]
    [InlineData("postgresql://db")]
    [InlineData("postgresql:///votive")]
    [InlineData("postgresql://db:0/votive")]
    [InlineData("postgresql://db:port/votive")]
    [InlineData("postgresql://db/votive?sslmode")]
    [InlineData("postgresql://db/votive?sslmode=perhaps")]
    [InlineData("postgresql://db/votive?connect_timeout=soon")]
    [InlineData("postgresql://db/votive?Include%20Error%20Detail=true")]
    [InlineData("postgresql://db/votive?host=other")]
    public void EverythingElse_IsNoUrlOfOurs(string url) => Assert.Null(PostgresConnectionText.TryParse(url));

    private static NpgsqlConnectionStringBuilder Parse(string url) => new(PostgresConnectionText.TryParse(url));
}
