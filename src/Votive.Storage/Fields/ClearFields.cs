using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Votive.Storage.Fields;

/// <summary>
/// Seals what databases hold in clear that were made before fields were sealed. Runs between the migrations <c>AddPersonKeys</c>, which
/// makes room for the keys, and <c>SealFields</c>, which lets the columns hold sealed values only. SQLite alone ever had such databases.
/// </summary>
/// <remarks>
/// In place: a value in clear is text to SQLite and a sealed one is a blob, whatever the column was declared as. So each content is there
/// once at every moment, and a run that was killed is taken up where it was. Raw SQL, because the model knows sealed values only.
/// </remarks>
internal sealed class ClearFields(VotiveDbContext context, FieldCipher cipher, TimeProvider clock)
{
    /// <summary>The migration that must be the last one when this runs.</summary>
    public const string AfterMigration = "20261124114139_AddPersonKeys";

    private const int BatchCount = 200;

    /// <summary>Seals everything that is still in clear, batch by batch, each in a transaction of its own.</summary>
    /// <exception cref="FieldException">What an earlier run has sealed can't be opened: the keyring is another one.</exception>
    public async Task SealAsync(CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        await RefuseOtherKeysAsync(cancellationToken);
        while (await SealBatchAsync(
            """SELECT "VersionId", "Language", "Text" FROM "PromptContents" WHERE typeof("Text") = 'text' LIMIT $count""",
            """UPDATE "PromptContents" SET "Text" = $value WHERE "VersionId" = $0 AND "Language" = $1""",
            row => Task.FromResult(cipher.Seal(SealedColumn.PromptText.At(Guid.Parse(row[0]), row[1]), row[2])),
            cancellationToken))
        {
        }

        while (await SealBatchAsync(
            """SELECT "Id", "Subject", "Answers" FROM "Drafts" WHERE typeof("Answers") = 'text' LIMIT $count""",
            """UPDATE "Drafts" SET "Answers" = $value WHERE "Id" = $0 AND "Subject" = $1""",
            async row => (await ForAsync(row[1], cancellationToken)).Seal(SealedColumn.DraftAnswers.At(Guid.Parse(row[0])), row[2]),
            cancellationToken))
        {
        }

        while (await SealBatchAsync(
            """
            SELECT r."DraftId", d."Subject", r."Json" FROM "DraftReports" r JOIN "Drafts" d ON d."Id" = r."DraftId"
            WHERE typeof(r."Json") = 'text' LIMIT $count
            """,
            """UPDATE "DraftReports" SET "Json" = $value WHERE "DraftId" = $0""",
            async row => (await ForAsync(row[1], cancellationToken)).Seal(SealedColumn.ReportJson.At(Guid.Parse(row[0])), row[2]),
            cancellationToken))
        {
        }
    }

    /// <summary>A run that goes on with another keyring would leave a database that neither keyring opens.</summary>
    private async Task RefuseOtherKeysAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await ReadAsync("""SELECT "VersionId", "Language", hex("Text") FROM "PromptContents" WHERE typeof("Text") = 'blob' LIMIT 1""", cancellationToken))
        {
            cipher.Open(SealedColumn.PromptText.At(Guid.Parse(row[0]), row[1]), new SealedText(Convert.FromHexString(row[2])));
        }

        foreach (var key in await context.PersonKeys.AsNoTracking().OrderBy(key => key.Subject).Take(1).ToListAsync(cancellationToken))
        {
            key.Open(cipher);
        }
    }

    private async Task<bool> SealBatchAsync(string select, string update, Func<string[], Task<SealedText>> seal, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var rows = await ReadAsync(select, cancellationToken);
        foreach (var row in rows)
        {
            await using var command = CreateCommand(update);
            command.Parameters.AddWithValue("$0", row[0]);
            command.Parameters.AddWithValue("$1", row[1]);
            command.Parameters.AddWithValue("$value", SealedText.ToColumn(await seal(row)));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        context.ChangeTracker.Clear();
        return rows.Count == BatchCount;
    }

    private async Task<List<string[]>> ReadAsync(string select, CancellationToken cancellationToken)
    {
        await using var command = CreateCommand(select);
        command.Parameters.AddWithValue("$count", BatchCount);
        var rows = new List<string[]>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add([reader.GetString(0), reader.GetString(1), reader.GetString(2)]);
        }

        return rows;
    }

    private async Task<PersonCipher> ForAsync(string subject, CancellationToken cancellationToken) =>
        (await context.KeyForWritingAsync(subject, cipher, clock.GetUtcNow(), cancellationToken)).Open(cipher);

    private SqliteCommand CreateCommand(string text)
    {
        var command = ((SqliteConnection)context.Database.GetDbConnection()).CreateCommand();
        command.CommandText = text;
        command.Transaction = (SqliteTransaction?)context.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }
}
