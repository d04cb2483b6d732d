using Microsoft.EntityFrameworkCore;

namespace Votive.Storage.Databases.Postgres;

/// <summary>The context over PostgreSQL; the migrations in <c>Migrations/Postgres</c> are its.</summary>
internal sealed class PostgresVotiveContext(DbContextOptions<PostgresVotiveContext> options) : VotiveDbContext(options);
