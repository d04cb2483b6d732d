using Microsoft.EntityFrameworkCore;
using Votive.Storage.Databases;

namespace Votive.Storage.Fields;

/// <summary>
/// How the keys of people come and go. A key is made with the first thing that its person keeps, and dropped with the last, so that what
/// may be left of it in the database's own files, without the key, can't be opened. A backup holds keys and answers as they were.
/// </summary>
/// <remarks>
/// Whoever makes or drops a key first takes hold of its row, in the same transaction as the drafts it is about, so a first draft and
/// the end of a last one happen one after the other. On SQLite the one writer sees to that already. And were it forgotten somewhere, the
/// foreign key of drafts would refuse; a draft without its key can't come about.
/// </remarks>
public static class PersonKeys
{
    private static readonly UtcConverter Times = new();

    /// <summary>
    /// The key of a person who is about to keep something, made where there is none; of two at once both get the same. Call it within the
    /// transaction that keeps it.
    /// </summary>
    public static async Task<PersonKey> KeyForWritingAsync(
        this VotiveDbContext context, string subject, FieldCipher cipher, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var made = PersonKey.Create(subject, cipher, now);
        var createdAt = (DateTime)Times.ConvertToProvider(made.CreatedAt)!;

        // The update changes nothing, but it waits for whoever holds the row, holds it, and gives it back; "do nothing" does none of that.
        var keys = await context.PersonKeys.FromSql(
            $"""
            INSERT INTO "PersonKeys" ("Subject", "Key", "CreatedAt") VALUES ({made.Subject}, {made.Key.ToArray()}, {createdAt})
            ON CONFLICT ("Subject") DO UPDATE SET "CreatedAt" = "PersonKeys"."CreatedAt"
            RETURNING "Subject", "Key", "CreatedAt"
            """).ToListAsync(cancellationToken);
        return keys[0];
    }

    /// <summary>Takes hold of keys, so that until the end of the transaction nobody else makes or drops them.</summary>
    public static async Task HoldKeysAsync(this VotiveDbContext context, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        // On SQLite a transaction is the one writer from its begin.
        if (context.Database.IsNpgsql())
        {
            // In the order of the table's key, as FieldRewrap goes: two who take the same rows in another order would wait for each other.
            var wanted = subjects.ToArray();
            await context.Database.SqlQuery<string>($"""SELECT "Subject" FROM "PersonKeys" WHERE "Subject" = ANY ({wanted}) ORDER BY "Subject" FOR UPDATE""")
                .ToListAsync(cancellationToken);
        }
    }

    /// <summary>Drops the keys of those who keep nothing any more. Call <see cref="HoldKeysAsync"/> first, in the same transaction.</summary>
    public static Task DropUnusedKeysAsync(this VotiveDbContext context, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.PersonKeys
            .Where(key => subjects.Contains(key.Subject) && !context.Drafts.Any(draft => draft.Subject == key.Subject))
            .ExecuteDeleteAsync(cancellationToken);
    }
}
