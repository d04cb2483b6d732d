using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Votive.Storage.Drafts;
using Votive.Storage.Fields;
using Votive.Storage.Prompts;
using Votive.Storage.Tests.Prompts;

namespace Votive.Storage.Tests.Fields;

/// <summary>Something in every sealed column, saved as the services save it.</summary>
internal static class FilledDatabase
{
    public const string Canary = "nobody-may-read-this";

    public static readonly string[] Subjects = ["visitor-ann", "visitor-bob"];

    public static async Task FillAsync(this TemporaryStorage storage, VotiveDbContext context)
    {
        var now = storage.Clock.GetUtcNow();
        var prompt = new Prompt("A_PROMPT", "en", now);
        prompt.AddVersion(Definitions.Of($"{Canary} in {{{{language}}}}."), null, "ann", "first", TemporaryStorage.Cipher, now);
        prompt.AddVersion(Definitions.Of($"Other {Canary} in {{{{language}}}}."), null, "ann", "second", TemporaryStorage.Cipher, now);
        context.Add(prompt);
        foreach (var subject in Subjects)
        {
            var person = TemporaryStorage.NewPerson(context, subject, now);
            foreach (var instrument in new[] { "votive-core", "other-one" })
            {
                var draft = new Draft(person, instrument, "1.0.0", "en", "quick", now);
                draft.TryApply(Answers($"{Canary} of {subject}"), person, now);
                draft.KeepReport($"\"{Canary} about {subject}\"", person, now);
                context.Add(draft);
            }
        }

        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        context.ChangeTracker.Clear();
    }

    public static DraftChange Answers(string answer) =>
        new() { Answers = new Dictionary<string, JsonElement> { ["end.more"] = JsonSerializer.SerializeToElement(answer) } };

    /// <summary>Opens everything with a keyring; returns the number of contents that held the canary.</summary>
    public static async Task<int> OpenAllAsync(this ServiceProvider program)
    {
        var cipher = program.GetRequiredService<FieldCipher>();
        await using var context = await program.GetRequiredService<IDbContextFactory<VotiveDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var prompts = await context.Set<PromptContent>().AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
        var drafts = await context.Drafts.AsNoTracking().Include(draft => draft.Report).Include(draft => draft.PersonKey)
            .ToListAsync(TestContext.Current.CancellationToken);
        return prompts.Select(content => content.Open(cipher))
            .Concat(drafts.Select(draft => draft.ReadAnswers(draft.PersonKey!.Open(cipher))))
            .Concat(drafts.Where(draft => draft.Report is not null).Select(draft => draft.Report!.Open(draft.PersonKey!.Open(cipher))))
            .Count(text => text.Contains(Canary, StringComparison.Ordinal));
    }
}
