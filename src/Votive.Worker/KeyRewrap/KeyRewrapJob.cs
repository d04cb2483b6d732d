using Votive.Storage.Fields;
using Votive.Worker.Scheduling;

namespace Votive.Worker.KeyRewrap;

/// <summary>Seals with the key in force what an earlier one has sealed, so that after a rotation of <c>FIELD_KEYS</c> the earlier one can go.</summary>
internal sealed partial class KeyRewrapJob(FieldRewrap rewrap, ILogger<KeyRewrapJob> logger) : Job
{
    public const string Name = "key-rewrap";

    /// <summary>Daily, at an hour when few people write. Without a rotation it reads and does nothing.</summary>
    public const string DefaultSchedule = "43 3 * * *";

    public override async Task<IReadOnlyDictionary<string, long>> RunAsync(CancellationToken cancellationToken)
    {
        var result = await rewrap.RunAsync(progress: null, cancellationToken);
        if (result.Unopenable > 0)
        {
            Log.Unopenable(logger, result.Unopenable);
        }

        return new Dictionary<string, long> { ["rewrappedFields"] = result.Rewrapped.Values.Sum() };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Count} sealed fields can't be opened with FIELD_KEYS: a key is missing, or they are damaged.")]
        public static partial void Unopenable(ILogger logger, long count);
    }
}
