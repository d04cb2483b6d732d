using System.Diagnostics;
using System.Text.Json;

namespace Votive.SystemTests.Db;

/// <summary><c>votive db</c> as people and scripts run it: one refusal of each kind with its exit code, and the good paths.</summary>
public sealed class DatabaseCommandTests : IDisposable
{
    private readonly DatabaseCommands _database = new();

    [Fact]
    public async Task NoDatabaseYet_StatusSaysSo_AndTheRestIsRefused()
    {
        var status = await _database.DoAsync("status");

        Assert.Equal("missing", status.GetProperty("state").GetString());
        Assert.False(Directory.Exists(_database.Folder));
        Assert.Contains("votive.db", await _database.RefusedAsync(66, "backup"), StringComparison.Ordinal);
        Assert.Contains("votive.db", await _database.RefusedAsync(66, "verify"), StringComparison.Ordinal);
        Assert.Contains("votive.db", await _database.RefusedAsync(66, "rekey"), StringComparison.Ordinal);
        Assert.Contains("none.db", await _database.RefusedAsync(66, "restore", "none.db", "--yes"), StringComparison.Ordinal);
        Assert.Contains("votive.db", await _database.RefusedAsync(66, "export", _database.Beside("plain.db"), "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_OnADatabase_DoWhatTheySay()
    {
        var migrated = await _database.DoAsync("migrate");
        var backup = await _database.DoAsync("backup", "--keep", "3");
        var verified = await _database.DoAsync("verify", backup.GetProperty("path").GetString()!);
        var status = await _database.DoAsync("status");
        var exported = await _database.DoAsync("export", _database.Beside("plain.db"), "--yes");

        Assert.True(migrated.GetProperty("isNew").GetBoolean());
        Assert.All(verified.GetProperty("checks").EnumerateArray(), check => Assert.Equal("passed", check.GetProperty("outcome").GetString()));
        Assert.Equal(("current", false), (status.GetProperty("schema").GetString(), status.GetProperty("inUse").GetBoolean()));
        Assert.Equal(backup.GetProperty("path").GetString(), status.GetProperty("lastBackup").GetProperty("path").GetString());
        Assert.True(status.GetProperty("pageWrites").GetInt64() > 0);
        Assert.StartsWith("SQLite format 3", await File.ReadAllTextAsync(exported.GetProperty("path").GetString()!, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForPeople_ChecksAreATable_AndProgressIsOnStandardError()
    {
        await _database.DoAsync("migrate");

        var (code, output, error) = await _database.RunAsync("verify");

        Assert.Equal(0, code);
        Assert.Contains("ok     integrity", output, StringComparison.Ordinal);
        Assert.Contains("Authenticating every page.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Authenticating", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DamagedDatabase_VerifyEndsWith1_AndNamesWhatIsWrong()
    {
        await _database.DoAsync("migrate");
        var bytes = await File.ReadAllBytesAsync(_database.DatabasePath, TestContext.Current.CancellationToken);
        bytes[(6 * 4096) + 9] ^= 1;
        await File.WriteAllBytesAsync(_database.DatabasePath, bytes, TestContext.Current.CancellationToken);

        var (code, output, error) = await _database.RunAsync("verify");
        var (jsonCode, json, _) = await _database.RunAsync("verify", "--json");

        Assert.Equal((1, 1), (code, jsonCode));
        Assert.Contains("WRONG  pages", output, StringComparison.Ordinal);
        Assert.Contains("7", error, StringComparison.Ordinal);
        Assert.Contains(JsonDocument.Parse(json).RootElement.GetProperty("checks").EnumerateArray(), check => check.GetProperty("outcome").GetString() == "failed");
        Assert.Contains("db verify", await _database.RefusedAsync(1, "backup"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatAPersonMayRegret_IsNotDoneUnasked()
    {
        await _database.DoAsync("migrate");
        var backup = (await _database.DoAsync("backup")).GetProperty("path").GetString()!;

        Assert.Contains("--yes", await _database.RefusedAsync(64, "restore", backup), StringComparison.Ordinal);
        Assert.Contains("--yes", await _database.RefusedAsync(64, "export", _database.Beside("plain.db")), StringComparison.Ordinal);
        Assert.False(File.Exists(_database.Beside("plain.db")));
    }

    [Fact]
    public async Task UnfitBackup_IsRefusedWith65()
    {
        await _database.DoAsync("migrate");
        var backup = (await _database.DoAsync("backup")).GetProperty("path").GetString()!;
        var before = await File.ReadAllBytesAsync(_database.DatabasePath, TestContext.Current.CancellationToken);
        File.Copy(backup, backup + ".partial");
        File.Copy(backup, _database.Beside("alone.db"));
        File.Copy(backup, _database.Beside("wrong.db"));
        await File.WriteAllTextAsync(_database.Beside("wrong.db.sha256"), $"{new string('0', 64)}  wrong.db\n", TestContext.Current.CancellationToken);

        Assert.Contains("never finished", await _database.RefusedAsync(65, "restore", backup + ".partial", "--yes"), StringComparison.Ordinal);
        Assert.Contains("--no-checksum", await _database.RefusedAsync(65, "restore", _database.Beside("alone.db"), "--yes"), StringComparison.Ordinal);
        Assert.Contains("SHA-256", await _database.RefusedAsync(65, "restore", _database.Beside("wrong.db"), "--yes"), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_database.DatabasePath, TestContext.Current.CancellationToken));
        await _database.DoAsync("restore", _database.Beside("alone.db"), "--no-checksum", "--yes");
    }

    [Fact]
    public async Task ExistingTarget_IsRefusedWith73()
    {
        await _database.DoAsync("migrate");
        await File.WriteAllTextAsync(_database.Beside("mine.db"), "precious", TestContext.Current.CancellationToken);

        Assert.Contains("mine.db", await _database.RefusedAsync(73, "backup", "--out", _database.Beside("mine.db")), StringComparison.Ordinal);
        Assert.Contains("mine.db", await _database.RefusedAsync(73, "export", _database.Beside("mine.db"), "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LostKey_IsRefusedWith78_NamingVariableAndFile()
    {
        await _database.DoAsync("migrate");
        File.Delete(_database.SecretsPath);

        var error = await _database.RefusedAsync(78, "backup");

        Assert.Contains("DATABASE_KEY", error, StringComparison.Ordinal);
        Assert.Contains("secrets.env", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LostSecretsOfADatabaseElsewhere_AreNotMadeAnew()
    {
        var elsewhere = new Dictionary<string, string> { ["DATABASE_URL"] = _database.Beside("other.db") };
        Assert.Equal(0, (await _database.RunAsync(elsewhere, "migrate")).ExitCode);
        File.Delete(_database.SecretsPath);

        var (code, _, error) = await _database.RunAsync(elsewhere, "migrate");

        Assert.Equal(78, code);
        Assert.Contains("DATABASE_KEY: neither set nor in", error, StringComparison.Ordinal);
        Assert.Contains("other.db", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_database.SecretsPath));
    }

    [Fact]
    public async Task LostDatabase_IsAFaultForStatusAndDoctor_AndTheLastBackupIsNamed()
    {
        await _database.DoAsync("migrate");
        var backup = (await _database.DoAsync("backup")).GetProperty("path").GetString()!;
        File.Delete(_database.DatabasePath);

        var (code, output, _) = await _database.RunAsync("status");
        var (jsonCode, json, _) = await _database.RunAsync("status", "--json");
        var doctor = await VotiveProcess.RunAsync(["doctor", "--data", _database.Folder]);

        Assert.Equal((1, 1, 1), (code, jsonCode, doctor.ExitCode));
        Assert.Contains("was there and is gone", output, StringComparison.Ordinal);
        Assert.DoesNotContain("votive up", output, StringComparison.Ordinal);
        Assert.Contains(backup, output, StringComparison.Ordinal);
        var status = JsonDocument.Parse(json).RootElement;
        Assert.Contains("was there and is gone", status.GetProperty("fault").GetString(), StringComparison.Ordinal);
        Assert.Equal(backup, status.GetProperty("lastBackup").GetProperty("path").GetString());
        Assert.Contains("was there and is gone", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatRestoreLeaves_IsListedByStatus()
    {
        await _database.DoAsync("migrate");
        await _database.DoAsync("backup", "--out", _database.Beside("copy.db"));
        var former = (await _database.DoAsync("restore", _database.Beside("copy.db"), "--yes")).GetProperty("formerPath").GetString();

        var leftover = Assert.Single((await _database.DoAsync("status")).GetProperty("leftovers").EnumerateArray());

        Assert.Equal(former, leftover.GetProperty("path").GetString());
        Assert.Equal(new FileInfo(former!).Length, leftover.GetProperty("sizeBytes").GetInt64());
        Assert.Contains($"Left over  {former}", (await _database.RunAsync("status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BackupInTheDataFolder_IsFoundByItsRelativePath()
    {
        await _database.DoAsync("migrate");
        var backup = Path.GetRelativePath(_database.Folder, (await _database.DoAsync("backup")).GetProperty("path").GetString()!);

        await _database.DoAsync("verify", backup);
        await _database.DoAsync("restore", backup, "--yes");
    }

    [Fact]
    public async Task BackupWithoutAKey_IsRefused_NamingFileAndKey()
    {
        await _database.DoAsync("migrate");
        var backup = _database.Beside("copy.db");
        await _database.DoAsync("backup", "--out", backup);

        var (code, _, error) = await VotiveProcess.RunAsync(["db", "verify", backup, "--data", _database.Beside("empty")]);

        Assert.Equal(78, code);
        Assert.Contains("DATABASE_KEY", error, StringComparison.Ordinal);
        Assert.Contains(backup, error, StringComparison.Ordinal);
        Assert.DoesNotContain("votive up", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_DoesNotWorkOnAnothersDatabase()
    {
        Assert.SkipUnless(!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess, "Needs root, who may give files away.");
        await _database.DoAsync("migrate");
        using (var give = Process.Start("chown", ["-R", "1", _database.Folder]))
        {
            await give.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var before = Directory.GetFileSystemEntries(_database.Folder);

        Assert.Contains("sudo -u daemon votive db", await _database.RefusedAsync(73, "backup"), StringComparison.Ordinal);
        Assert.Contains("sudo -u daemon votive db", await _database.RefusedAsync(73, "migrate"), StringComparison.Ordinal);
        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(_database.Folder).Order());
    }

    [Fact]
    public async Task Export_SaysThatItIsPlaintext_AlsoBesideJson()
    {
        await _database.DoAsync("migrate");

        var (code, _, error) = await _database.RunAsync("export", _database.Beside("plain.db"), "--yes", "--json");

        Assert.Equal(0, code);
        Assert.Contains("votive: note: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("verify")]
    public async Task PostgresDown_Is69(string command)
    {
        var (code, _, _) = await _database.RunAsync(new Dictionary<string, string> { ["DATABASE_URL"] = "postgresql://votive@127.0.0.1:9/votive" }, command);

        Assert.Equal(69, code);
    }

    [Fact]
    public async Task Rekey_KeepsTheFormerKeyForOlderBackups()
    {
        await _database.DoAsync("migrate");
        var backup = (await _database.DoAsync("backup")).GetProperty("path").GetString()!;
        var before = _database.ReadSecrets();

        await _database.DoAsync("rekey");

        var after = _database.ReadSecrets();
        Assert.NotEqual(before["DATABASE_KEY"], after["DATABASE_KEY"]);
        Assert.Equal(before["DATABASE_KEY"], after["DATABASE_KEY_PREVIOUS"]);
        Assert.Equal(before["SERVICE_API_KEY"], after["SERVICE_API_KEY"]);
        Assert.False(after.ContainsKey("DATABASE_KEY_NEXT"));
        Assert.True((await _database.DoAsync("verify", backup)).GetProperty("opensWithPreviousKey").GetBoolean());
        Assert.True((await _database.DoAsync("restore", backup, "--yes")).GetProperty("wasUnderPreviousKey").GetBoolean());
        await _database.DoAsync("verify");
    }

    [Fact]
    public async Task SecondRekey_LeavesOlderBackupsOpenable()
    {
        await _database.DoAsync("migrate");
        var backup = (await _database.DoAsync("backup")).GetProperty("path").GetString()!;
        await _database.DoAsync("rekey");

        var (_, output, _) = await _database.RunAsync("rekey");

        Assert.Contains("votive db backup", output, StringComparison.Ordinal);
        Assert.Equal(2, _database.ReadSecrets()["DATABASE_KEY_PREVIOUS"].Split(',').Length);
        Assert.True((await _database.DoAsync("verify", backup)).GetProperty("opensWithPreviousKey").GetBoolean());
    }

    [Fact]
    public async Task FieldKeys_AreCountedByStatus_AndLookedAtByVerify()
    {
        await _database.DoAsync("migrate");
        var inForce = Assert.Single((await _database.DoAsync("status")).GetProperty("fieldKeys").EnumerateArray());
        var other = new Dictionary<string, string> { ["FIELD_KEYS"] = $"other:{new string('8', 64)}" };
        Assert.True(inForce.GetProperty("inForce").GetBoolean());

        var (code, output, _) = await _database.RunAsync(other, "verify");

        Assert.Equal(inForce.GetProperty("count").GetInt64() > 0 ? 1 : 0, code);
        Assert.Contains("field keys", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RekeyWithKeysFromTheEnvironment_TellsTheOperatorToChangeTheVariable()
    {
        await _database.DoAsync("migrate");
        var key = _database.ReadSecrets()["DATABASE_KEY"];
        var next = Convert.ToBase64String(Enumerable.Repeat((byte)9, 32).ToArray());
        await File.WriteAllTextAsync(_database.Beside("next"), next + "\n", TestContext.Current.CancellationToken);
        var old = new Dictionary<string, string> { ["DATABASE_KEY"] = key };

        var (codeWithoutNew, _, errorWithoutNew) = await _database.RunAsync(old, "rekey");
        var (code, _, error) = await _database.RunAsync(new Dictionary<string, string>(old) { ["NEW_DATABASE_KEY_FILE"] = _database.Beside("next") }, "rekey");
        var (verified, _, _) = await _database.RunAsync(new Dictionary<string, string> { ["DATABASE_KEY"] = next }, "verify");
        var (again, _, againError) = await _database.RunAsync(new Dictionary<string, string>(old) { ["NEW_DATABASE_KEY"] = next }, "rekey");

        Assert.Equal(78, codeWithoutNew);
        Assert.Contains("NEW_DATABASE_KEY", errorWithoutNew, StringComparison.Ordinal);
        Assert.Equal(0, code);
        Assert.Contains("Set DATABASE_KEY", error, StringComparison.Ordinal);
        Assert.Equal(0, verified);
        Assert.True(again == 0, againError);
        Assert.DoesNotContain(next, error + errorWithoutNew, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("restore", "some.db", "--yes")]
    [InlineData("rekey")]
    [InlineData("export", "plain.db", "--yes")]
    public async Task OnPostgres_WorkOnTheFileIsRefusedWith64(params string[] command)
    {
        await File.WriteAllTextAsync(_database.Beside("some.db"), "", TestContext.Current.CancellationToken);
        var (code, _, error) = await _database.RunAsync(
            new Dictionary<string, string> { ["DATABASE_URL"] = "postgresql://votive@127.0.0.1:9/votive" },
            [.. command.Select(word => word.EndsWith(".db", StringComparison.Ordinal) ? _database.Beside(word) : word)]);

        Assert.Equal(64, code);
        Assert.Contains("pg_dump", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backup", "--keep", "0")]
    [InlineData("backup", "extra")]
    [InlineData("restore")]
    [InlineData("vacuum")]
    public async Task WrongCommandLine_Is64(params string[] command) => await RefusedForUsageAsync(command);

    [Theory]
    [InlineData("status")]
    [InlineData("migrate")]
    [InlineData("backup")]
    [InlineData("restore")]
    [InlineData("verify")]
    [InlineData("rekey")]
    [InlineData("export")]
    public async Task Help_ShowsExamples(string command)
    {
        var (code, output, _) = await VotiveProcess.RunAsync(["db", command, "--help"]);

        Assert.Equal(0, code);
        Assert.Contains($"votive db {command}", output, StringComparison.Ordinal);
    }

    public void Dispose() => _database.Dispose();

    private async Task RefusedForUsageAsync(string[] command)
    {
        var (code, _, error) = await _database.RunAsync(command);

        Assert.Equal(64, code);
        Assert.NotEmpty(error);
    }
}
