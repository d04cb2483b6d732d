namespace Votive.Storage.Prompts;

/// <summary>The one number of the whole configuration; rises in the same transaction as any change to prompts, versions or labels.</summary>
public sealed class ConfigurationRevision
{
    /// <summary>Key of the only row.</summary>
    internal const int OnlyId = 1;

    internal ConfigurationRevision(int id, long number)
    {
        Id = id;
        Number = number;
    }

    /// <summary>Always 1.</summary>
    public int Id { get; private set; }

    /// <summary>0 while nothing was ever saved; only ever rises.</summary>
    public long Number { get; private set; }

    internal void Raise() => Number++;
}
