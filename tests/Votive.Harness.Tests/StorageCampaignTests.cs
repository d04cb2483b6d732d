using Votive.Harness.Running;

namespace Votive.Harness.Tests;

/// <summary>Each campaign at a tenth of its counts. The full counts: <c>eng/harness storage --full</c>.</summary>
public sealed class StorageCampaignTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("votive-harness-");

    public static TheoryData<string> Names() => [.. StorageCommand.Campaigns.Select(campaign => campaign.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Campaign_FindsNothing(string name)
    {
        var options = new HarnessOptions { Folder = _folder.FullName, Progress = TestContext.Current.SendDiagnosticMessage };

        var result = await CampaignRun.OfAsync(StorageCommand.Campaigns.Single(campaign => campaign.Name == name), options, TestContext.Current.CancellationToken);

        Assert.True(result.IsClean, ResultTable.Write([result], options));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
