using Microsoft.Extensions.Options;

namespace Votive.Storage.Databases;

/// <summary>What differs between the SQLite file and a PostgreSQL server when a database is made, checked and brought up to date.</summary>
internal interface IDatabaseEngine : IDisposable
{
    /// <summary>
    /// Waits until this program alone may change the schema, and makes an empty database where there is none. The lock goes with its
    /// holder, however that ends.
    /// </summary>
    /// <param name="refuseLost">True to refuse to make a new database in place of one that was there and is gone.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="OptionsValidationException">What is there can't be used, or there was one and it is gone.</exception>
    Task<IAsyncDisposable> LockAsync(bool refuseLost, CancellationToken cancellationToken);

    /// <summary>True when there is no database yet.</summary>
    /// <exception cref="OptionsValidationException">What is there can't be used.</exception>
    Task<bool> IsMissingAsync(CancellationToken cancellationToken);

    /// <summary>Looks whether the database is whole and set as Votive needs it. Called under the lock.</summary>
    /// <exception cref="OptionsValidationException">It is not.</exception>
    Task CheckAsync(VotiveDbContext context, CancellationToken cancellationToken);

    /// <summary>Remembers that the database was made, so that its loss is noticed. Called under the lock.</summary>
    Task RememberAsync(CancellationToken cancellationToken);

    /// <summary>Writes down how many pages this process has encrypted.</summary>
    /// <returns>Pages that all programs ever encrypted for the database under its salt; null where it is not ours to encrypt.</returns>
    /// <exception cref="IOException">It can't be written down.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written down.</exception>
    long? RecordPageWrites();

    /// <summary>The fault in words that name the variable; null where waiting may help, or the program is at fault.</summary>
    /// <param name="exception">What a command, or the opening, failed with.</param>
    /// <param name="isStarting">True where a database that doesn't answer just now is a fault as well.</param>
    string? Describe(Exception exception, bool isStarting);
}
