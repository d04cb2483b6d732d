using Cronos;

namespace Votive.Worker.Scheduling;

/// <summary>The moments of a schedule.</summary>
internal static class Slots
{
    /// <summary>Further back nothing is looked for: a schedule of 29 February has a slot within eight years.</summary>
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(8 * 366);

    /// <summary>The last slot at or before <paramref name="now"/>; null when there is none in eight years.</summary>
    public static DateTimeOffset? LatestSlot(this CronExpression schedule, DateTimeOffset now)
    {
        // The expression only looks forward. Windows that double hold few slots: the younger half of each was empty before.
        for (var window = TimeSpan.FromMinutes(1); window <= 2 * LongestWindow; window *= 2)
        {
            DateTimeOffset? latest = null;
            foreach (var slot in schedule.GetOccurrences((now - window).UtcDateTime, now.UtcDateTime, fromInclusive: true, toInclusive: true))
            {
                latest = new DateTimeOffset(slot);
            }

            if (latest is not null)
            {
                return latest;
            }
        }

        return null;
    }
}
