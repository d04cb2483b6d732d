using Microsoft.EntityFrameworkCore;

namespace Votive.Storage.Databases.Sqlite;

/// <summary>The context over the encrypted SQLite file; the migrations in <c>Migrations/Sqlite</c> are its.</summary>
internal sealed class SqliteVotiveContext(DbContextOptions<SqliteVotiveContext> options) : VotiveDbContext(options);
