using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Votive.Storage.Migrations.Sqlite
{
    /// <summary>The switch: from here on the three columns hold sealed values only, and each draft needs its person's key.</summary>
    /// <remarks>
    /// Written by hand. What the tool generates for SQLite leaves its transaction to switch foreign keys off, and a program killed
    /// then would leave half a schema that no later start can mend. This is one transaction, with foreign keys on: the child goes
    /// before its parent, so nothing cascades. A value that is still in clear becomes NULL on its way, and the table refuses it.
    /// </remarks>
    public partial class SealFields : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE "new_PromptContents" (
                "VersionId" TEXT NOT NULL,
                "Language" TEXT NOT NULL,
                "Text" BLOB NOT NULL,
                CONSTRAINT "PK_PromptContents" PRIMARY KEY ("VersionId", "Language"),
                CONSTRAINT "FK_PromptContents_PromptVersions_VersionId" FOREIGN KEY ("VersionId") REFERENCES "PromptVersions" ("Id") ON DELETE CASCADE
            );
            INSERT INTO "new_PromptContents" ("VersionId", "Language", "Text")
            SELECT "VersionId", "Language", CASE typeof("Text") WHEN 'blob' THEN "Text" END FROM "PromptContents";
            DROP TABLE "PromptContents";
            ALTER TABLE "new_PromptContents" RENAME TO "PromptContents";

            CREATE TABLE "new_Drafts" (
                "Id" TEXT NOT NULL CONSTRAINT "PK_Drafts" PRIMARY KEY,
                "Subject" TEXT NOT NULL,
                "Instrument" TEXT NOT NULL,
                "Version" TEXT NOT NULL,
                "Locale" TEXT NOT NULL,
                "Path" TEXT NOT NULL,
                "CurrentItem" TEXT NULL,
                "Answers" BLOB NOT NULL,
                "Revision" INTEGER NOT NULL,
                "CreatedAt" TEXT NOT NULL,
                "UpdatedAt" TEXT NOT NULL,
                "ExpiresAt" TEXT NOT NULL,
                CONSTRAINT "FK_Drafts_PersonKeys_Subject" FOREIGN KEY ("Subject") REFERENCES "PersonKeys" ("Subject") ON DELETE RESTRICT
            );
            INSERT INTO "new_Drafts" ("Id", "Subject", "Instrument", "Version", "Locale", "Path", "CurrentItem", "Answers", "Revision", "CreatedAt", "UpdatedAt", "ExpiresAt")
            SELECT "Id", "Subject", "Instrument", "Version", "Locale", "Path", "CurrentItem", CASE typeof("Answers") WHEN 'blob' THEN "Answers" END, "Revision", "CreatedAt", "UpdatedAt", "ExpiresAt" FROM "Drafts";

            CREATE TABLE "new_DraftReports" (
                "DraftId" TEXT NOT NULL CONSTRAINT "PK_DraftReports" PRIMARY KEY,
                "Json" BLOB NOT NULL,
                CONSTRAINT "FK_DraftReports_Drafts_DraftId" FOREIGN KEY ("DraftId") REFERENCES "new_Drafts" ("Id") ON DELETE CASCADE
            );
            INSERT INTO "new_DraftReports" ("DraftId", "Json")
            SELECT "DraftId", CASE typeof("Json") WHEN 'blob' THEN "Json" END FROM "DraftReports";

            DROP TABLE "DraftReports";
            DROP TABLE "Drafts";
            ALTER TABLE "new_Drafts" RENAME TO "Drafts";
            ALTER TABLE "new_DraftReports" RENAME TO "DraftReports";
            CREATE INDEX "IX_Drafts_ExpiresAt" ON "Drafts" ("ExpiresAt");
            CREATE UNIQUE INDEX "IX_Drafts_Subject_Instrument" ON "Drafts" ("Subject", "Instrument");
            """);

        /// <summary>There is no way back: SQL can't open what is sealed.</summary>
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Sealed fields can't be put back in clear by a migration.");
    }
}
