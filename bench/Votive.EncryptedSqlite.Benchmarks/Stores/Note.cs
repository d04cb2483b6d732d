namespace Votive.EncryptedSqlite.Benchmarks.Stores;

/// <summary>A row of about 1 kB: three fit on a page.</summary>
internal sealed class Note
{
    public long Id { get; set; }

    public required string Title { get; set; }

    /// <summary>1,000 characters.</summary>
    public required string Body { get; set; }

    public int Score { get; set; }
}
