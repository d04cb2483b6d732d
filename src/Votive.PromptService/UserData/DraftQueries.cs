using System.Text.Json;
using Votive.Contracts;
using Votive.Storage.Drafts;
using Votive.Storage.Fields;
using DraftView = Votive.Contracts.Drafts.Draft;

namespace Votive.PromptService.UserData;

/// <summary>How drafts are found and shown.</summary>
internal static class DraftQueries
{
    /// <summary>The one draft of a person for an instrument. Everything that reads a draft comes through here, so nobody reaches another's.</summary>
    public static IQueryable<Draft> Of(this IQueryable<Draft> drafts, Subject subject, InstrumentId instrument) =>
        drafts.Where(draft => draft.Subject == subject.Id && draft.Instrument == instrument.Value);

    public static DraftView ToView(this Draft draft, PersonCipher person, bool hasReport) => new()
    {
        Instrument = draft.Instrument,
        Version = draft.Version,
        Locale = draft.Locale,
        Path = draft.Path,
        CurrentItem = draft.CurrentItem,
        Answers = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(draft.ReadAnswers(person), ContractJson.Options)!,
        Revision = draft.Revision,
        UpdatedAt = draft.UpdatedAt,
        ExpiresAt = draft.ExpiresAt,
        HasReport = hasReport,
    };
}
