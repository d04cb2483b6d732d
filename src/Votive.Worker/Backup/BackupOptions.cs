using System.Globalization;
using Microsoft.Extensions.Options;

namespace Votive.Worker.Backup;

/// <summary>What becomes of daily backups.</summary>
internal sealed class BackupOptions
{
    /// <summary>
    /// How many finished backups stay in the data folder's <c>backups</c>, the newest included: 1 to 1,000; default 7. Kept as written, so
    /// that a wrong word is reported with all other faults.
    /// </summary>
    [ConfigurationKeyName("JOB_BACKUP_KEEP")]
    public string Keep { get; set; } = "7";

    /// <summary><see cref="Keep"/>, read; null when it is not a number in range.</summary>
    public int? KeepCount => int.TryParse(Keep, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 1_000 ? count : null;
}

/// <summary>Names the variable that is set wrongly.</summary>
internal sealed class BackupOptionsValidator : IValidateOptions<BackupOptions>
{
    public ValidateOptionsResult Validate(string? name, BackupOptions options) =>
        options.KeepCount is null ? ValidateOptionsResult.Fail("JOB_BACKUP_KEEP must be a number from 1 to 1000.") : ValidateOptionsResult.Success;
}
