using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Votive.Storage.Databases;

/// <summary>The context as <c>dotnet ef</c> makes it: the model without a database or key.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<VotiveDbContext>
{
    public VotiveDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<VotiveDbContext>().UseSqlite("Data Source=:memory:").Options);
}
