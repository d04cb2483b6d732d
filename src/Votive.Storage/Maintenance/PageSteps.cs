using Votive.EncryptedSqlite;

namespace Votive.Storage.Maintenance;

/// <summary>Passes on the progress over pages as that of a step.</summary>
internal sealed class PageSteps(IProgress<MaintenanceProgress>? progress, MaintenanceStep step) : IProgress<PageProgress>
{
    public void Report(PageProgress value) => progress?.Report(new MaintenanceProgress(step, value.DonePages, value.TotalPages));
}
