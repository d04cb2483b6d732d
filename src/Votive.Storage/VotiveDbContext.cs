using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Votive.Storage.Databases;
using Votive.Storage.Drafts;
using Votive.Storage.Fields;
using Votive.Storage.Jobs;
using Votive.Storage.Prompts;

namespace Votive.Storage;

/// <summary>Votive's database: prompts, people's drafts, and the runs of jobs. The same model on SQLite and PostgreSQL.</summary>
public abstract class VotiveDbContext : DbContext
{
    private protected VotiveDbContext(DbContextOptions options)
        : base(options)
    {
    }

    /// <summary>Prompts.</summary>
    public DbSet<Prompt> Prompts => Set<Prompt>();

    /// <summary>Versions of prompts; saved ones never change.</summary>
    public DbSet<PromptVersion> PromptVersions => Set<PromptVersion>();

    /// <summary>Labels of prompts.</summary>
    public DbSet<PromptLabel> PromptLabels => Set<PromptLabel>();

    /// <summary>One row: the number of the whole configuration.</summary>
    public DbSet<ConfigurationRevision> ConfigurationRevisions => Set<ConfigurationRevision>();

    /// <summary>Answers under way.</summary>
    public DbSet<Draft> Drafts => Set<Draft>();

    /// <summary>Reports kept with drafts.</summary>
    public DbSet<DraftReport> DraftReports => Set<DraftReport>();

    /// <summary>Keys of what people keep here.</summary>
    public DbSet<PersonKey> PersonKeys => Set<PersonKey>();

    /// <summary>Runs of jobs.</summary>
    public DbSet<JobRun> JobRuns => Set<JobRun>();

    /// <summary>
    /// Begins a transaction that waits, for up to five seconds, until no other of the same scope is under way: what it reads stays true
    /// until it commits. On SQLite there is one writer at a time whatever the scope.
    /// </summary>
    /// <param name="scope">What is read and then written, for instance the subject whose draft it is.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public abstract Task<IDbContextTransaction> BeginWriteAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Not to be used: a save may have to read the revision first.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw new NotSupportedException("Save with SaveChangesAsync.");

    /// <summary>Saves in one transaction; raises the revision with it when a prompt, version or label changes.</summary>
    /// <exception cref="InvalidOperationException">A row that never changes was changed or deleted.</exception>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var changes = ChangeTracker.Entries().Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList();
        if (changes.Find(entry => entry.State != EntityState.Added && entry.Entity is PromptVersion or PromptContent or LabelMove) is { } frozen)
        {
            throw new InvalidOperationException($"A saved {frozen.Metadata.DisplayName()} never changes.");
        }

        if (changes.Exists(entry => entry.Entity is Prompt or PromptVersion or PromptLabel))
        {
            var revision = await ConfigurationRevisions.SingleAsync(cancellationToken);
            revision.Raise();
        }

        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<SealedText>().HaveConversion<SealedTextConverter, SealedTextComparer>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(16);
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Prompt>(prompt =>
        {
            prompt.Property(p => p.Id).ValueGeneratedNever();
            prompt.Property(p => p.Key).HasMaxLength(100);
            prompt.Property(p => p.DefaultLanguage).HasMaxLength(16);
            prompt.HasIndex(p => p.Key).IsUnique();
            prompt.HasMany(p => p.Versions).WithOne().HasForeignKey(v => v.PromptId).OnDelete(DeleteBehavior.Restrict);
            prompt.HasMany(p => p.Labels).WithOne().HasForeignKey(l => l.PromptId);
            prompt.HasMany(p => p.LabelMoves).WithOne().HasForeignKey(m => m.PromptId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<PromptVersion>(version =>
        {
            version.Property(v => v.Id).ValueGeneratedNever();
            version.Property(v => v.Hash).HasMaxLength(64);
            version.Property(v => v.Author).HasMaxLength(100);
            version.Property(v => v.Message).HasMaxLength(1_000);
            version.HasIndex(v => new { v.PromptId, v.Number }).IsUnique();
            version.HasIndex(v => new { v.PromptId, v.Hash }).IsUnique();
            version.ComplexProperty(v => v.Standard, settings => settings.Property(s => s.Model).HasMaxLength(100));
            version.ComplexProperty(v => v.Thinking, settings => settings.Property(s => s.Model).HasMaxLength(100));
            version.PrimitiveCollection(v => v.Variables);
            version.HasMany(v => v.Contents).WithOne().HasForeignKey(c => c.VersionId);
        });
        modelBuilder.Entity<PromptContent>(content =>
        {
            content.ToTable("PromptContents");
            content.HasKey(c => new { c.VersionId, c.Language });
            content.Property(c => c.Language).HasMaxLength(16);
        });
        modelBuilder.Entity<PromptLabel>(label =>
        {
            label.HasKey(l => new { l.PromptId, l.Name });
            label.Property(l => l.Name).HasMaxLength(50);

            // A version that a label points at can't go.
            label.HasOne<PromptVersion>().WithMany().HasForeignKey(l => l.VersionId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<LabelMove>(move =>
        {
            move.ToTable("LabelMoves");
            move.Property(m => m.Id).ValueGeneratedNever();
            move.Property(m => m.Label).HasMaxLength(50);
            move.Property(m => m.MovedBy).HasMaxLength(100);
            move.Property(m => m.Reason).HasMaxLength(1_000);
        });
        modelBuilder.Entity<ConfigurationRevision>(revision =>
        {
            revision.Property(r => r.Id).ValueGeneratedNever();
            revision.Property(r => r.Number).IsConcurrencyToken();
            revision.HasData(new ConfigurationRevision(ConfigurationRevision.OnlyId, 0));
        });
        modelBuilder.Entity<Draft>(draft =>
        {
            draft.Property(d => d.Id).ValueGeneratedNever();
            draft.Property(d => d.Subject).HasMaxLength(64);
            draft.Property(d => d.Instrument).HasMaxLength(64);
            draft.Property(d => d.Version).HasMaxLength(32);
            draft.Property(d => d.Locale).HasMaxLength(16);
            draft.Property(d => d.Path).HasMaxLength(16);
            draft.Property(d => d.CurrentItem).HasMaxLength(64);
            draft.Property(d => d.Revision).IsConcurrencyToken();
            draft.HasIndex(d => new { d.Subject, d.Instrument }).IsUnique();
            draft.HasIndex(d => d.ExpiresAt);

            // No draft without the key that opens it: the key can't go before the last draft.
            draft.HasOne(d => d.PersonKey).WithMany().HasForeignKey(d => d.Subject).OnDelete(DeleteBehavior.Restrict);
            draft.HasOne(d => d.Report).WithOne().HasForeignKey<DraftReport>(r => r.DraftId);
        });
        modelBuilder.Entity<DraftReport>(report => report.HasKey(r => r.DraftId));
        modelBuilder.Entity<PersonKey>(key =>
        {
            key.HasKey(k => k.Subject);
            key.Property(k => k.Subject).HasMaxLength(64);
        });
        modelBuilder.Entity<JobRun>(run =>
        {
            run.HasKey(r => new { r.Job, r.Slot });
            run.Property(r => r.Job).HasMaxLength(64);
            run.Property(r => r.Owner).HasMaxLength(64);

            // No overlap: of one job at most one run is unfinished, whoever runs it.
            run.HasIndex(r => r.Job).IsUnique().HasFilter("\"FinishedAt\" IS NULL");
        });
    }
}
