using System.Globalization;
using Cronos;
using Votive.Worker.Scheduling;

namespace Votive.Worker.Tests.Scheduling;

public sealed class SlotsTests
{
    [Theory]
    [InlineData("* * * * *", "2026-03-01T09:30:40Z", "2026-03-01T09:30:00Z")]
    [InlineData("0 * * * *", "2026-03-01T09:59:59Z", "2026-03-01T09:00:00Z")]
    [InlineData("0 * * * *", "2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z")]
    [InlineData("17 3 * * *", "2026-03-01T03:16:00Z", "2026-02-28T03:17:00Z")]
    [InlineData("0 0 1 1 *", "2026-03-01T09:30:00Z", "2026-01-01T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2027-03-01T09:30:00Z", "2024-02-29T00:00:00Z")]
    public void LatestSlot_IsTheLastAtOrBeforeNow(string schedule, string now, string expected) =>
        Assert.Equal(At(expected), CronExpression.Parse(schedule).LatestSlot(At(now)));

    [Fact]
    public void ScheduleThatNeverComes_HasNoSlot() =>
        Assert.Null(CronExpression.Parse("0 0 30 2 *").LatestSlot(At("2026-03-01T09:30:00Z")));

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
