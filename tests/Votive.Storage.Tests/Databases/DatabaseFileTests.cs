using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Votive.Storage.Databases;
using Votive.Storage.Databases.Sqlite;
using Votive.Storage.Drafts;

namespace Votive.Storage.Tests.Databases;

public sealed class DatabaseFileTests : IAsyncDisposable
{
    private const string Canary = "nobody-may-read-this-in-the-file";

    private readonly TemporaryStorage _storage = new();

    [Fact]
    public async Task Files_HoldNothingInClear()
    {
        await SaveCanaryAsync();

        var whileOpen = ReadAllFiles();
        await _storage.CloseAsync();

        Assert.All(whileOpen.Concat(ReadAllFiles()), bytes =>
        {
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf("SQLite format 3"u8));
        });
    }

    [Fact]
    public async Task CleanStop_LeavesNoLogBehind()
    {
        await SaveCanaryAsync();

        await _storage.CloseAsync();

        Assert.False(File.Exists(_storage.DatabasePath + "-wal"));
    }

    [Fact]
    public async Task NewDatabase_IsForItsOwnerOnly()
    {
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        await _storage.MigrateAsync();

        // Windows has no such modes: there the folder's owner is asked to see to it.
        Assert.All(
            Directory.EnumerateFiles(_storage.Folder),
            path => Assert.Equal((path, owner), (path, OperatingSystem.IsWindows() ? owner : File.GetUnixFileMode(path))));
    }

    [Fact]
    public async Task OtherKey_IsRefusedNamingTheVariable()
    {
        await _storage.MigrateAsync();
        await _storage.CloseAsync();

        await Refused.WithAsync("DATABASE_KEY does not open", () => _storage.MigrateAsync(key: new string('6', 64)));
    }

    [Fact]
    public async Task OtherKey_IsRefusedToReadersToo()
    {
        await _storage.MigrateAsync();
        await _storage.CloseAsync();
        var database = _storage.Open(new string('6', 64)).GetRequiredService<VotiveDatabase>();

        await Refused.WithAsync("DATABASE_KEY does not open", () => database.ReadSchemaStateAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task PlaintextDatabase_IsRefused()
    {
        await using (var plain = new SqliteConnection($"Data Source={_storage.DatabasePath};Pooling=False;Vfs=unix"))
        {
            await plain.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = plain.CreateCommand();
            command.CommandText = "CREATE TABLE t (x)";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await Refused.WithAsync("DATABASE_URL names a database that is not encrypted", () => _storage.MigrateAsync());
    }

    [Fact]
    public async Task OtherFile_IsRefused()
    {
        await File.WriteAllTextAsync(_storage.DatabasePath, "Dear diary", TestContext.Current.CancellationToken);

        await Refused.WithAsync("DATABASE_URL names a file that is not a database", () => _storage.MigrateAsync());
    }

    [Fact]
    public async Task CutOffDatabase_IsRefused()
    {
        await _storage.MigrateAsync();
        await _storage.CloseAsync();
        await using (var file = File.OpenWrite(_storage.DatabasePath))
        {
            file.SetLength(5 * 4096);
        }

        await Refused.WithAsync("DATABASE_URL names a database that is damaged", () => _storage.MigrateAsync());
    }

    [Fact]
    public async Task OneFlippedBit_IsRefused()
    {
        await _storage.MigrateAsync();
        await _storage.CloseAsync();
        var bytes = await File.ReadAllBytesAsync(_storage.DatabasePath, TestContext.Current.CancellationToken);
        bytes[(7 * 4096) + 100] ^= 1;
        await File.WriteAllBytesAsync(_storage.DatabasePath, bytes, TestContext.Current.CancellationToken);

        await Refused.WithAsync("DATABASE_URL names a database that is damaged", () => _storage.MigrateAsync());
    }

    [Fact]
    public async Task ReadOnlyDatabase_IsRefused()
    {
        await _storage.MigrateAsync();
        await _storage.CloseAsync();
        File.SetAttributes(_storage.DatabasePath, FileAttributes.ReadOnly);

        await Refused.WithAsync("DATABASE_URL names a database that is read-only", () => _storage.MigrateAsync());
    }

    [Fact]
    public async Task PathThatIsAFolder_IsRefused()
    {
        Directory.CreateDirectory(_storage.DatabasePath);

        await Refused.WithAsync("DATABASE_URL", () => _storage.MigrateAsync());
    }

    [Fact]
    public async Task LostDatabase_IsNotReplacedByAnEmptyOne()
    {
        await _storage.MigrateAsync(refuseLost: true);
        await _storage.CloseAsync();
        File.Delete(_storage.DatabasePath);

        await Refused.WithAsync("DATABASE_URL names a database that was there and is gone", () => _storage.MigrateAsync(refuseLost: true));
        Assert.False(File.Exists(_storage.DatabasePath));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EmptyFileInADatabasesPlace_IsNotTakenForANewOne(bool hasMark)
    {
        await _storage.MigrateAsync(refuseLost: true);
        await _storage.CloseAsync();
        await File.WriteAllBytesAsync(_storage.DatabasePath, [], TestContext.Current.CancellationToken);
        if (!hasMark)
        {
            File.Delete(_storage.DatabasePath + ".made");
        }

        await Refused.WithAsync(
            hasMark ? "DATABASE_URL names a database that was there and is gone" : "DATABASE_URL names a file that is empty",
            () => _storage.MigrateAsync(refuseLost: true));
        Assert.Equal(0, new FileInfo(_storage.DatabasePath).Length);
    }

    /// <summary>What a first start leaves that is killed before the first migration.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FirstStartThatWasKilled_GoesOn(bool hasFile)
    {
        new MadeMark(_storage.DatabasePath).Begin();
        if (hasFile)
        {
            await File.WriteAllBytesAsync(_storage.DatabasePath, [], TestContext.Current.CancellationToken);
        }

        await _storage.MigrateAsync(refuseLost: true);

        Assert.True(new MadeMark(_storage.DatabasePath).IsMade);
    }

    /// <summary>A file that exists and can't be opened: here a socket, in the field a file of a disk that failed or went read-only.</summary>
    [Theory]
    [InlineData(".lock")]
    [InlineData(".use")]
    public async Task LockThatCannotBeOpened_IsRefusedAndNotWaitedFor(string suffix)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no sockets among its files.");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_storage.DatabasePath + suffix));

        await Refused.WithAsync(
            "DATABASE_URL, with DATA_DIR, names a path that can't be used",
            () => _storage.MigrateAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    /// <summary>Only what damage looks like is called so; a start that is told to restore a backup loses what came after it.</summary>
    [Theory]
    [InlineData(11, 11, "DATABASE_URL names a database that is damaged")]
    [InlineData(26, 26, "DATABASE_URL names a database that is damaged")]
    [InlineData(10, 8202, "DATABASE_URL names a database that is damaged")]
    [InlineData(19, 1299, "DATABASE_URL names a database to which an older program still writes")]
    [InlineData(10, 266, "DATABASE_URL names a database that can't be read")]
    [InlineData(1, 1, null)]
    [InlineData(7, 7, null)]
    public void FailureOfAMigration_IsNamedForWhatItIs(int code, int extendedCode, string? expected)
    {
        using var database = new SqliteDatabase(new StorageOptions { DatabaseKey = TemporaryStorage.Key, DataDirectory = _storage.Folder }, _storage.Clock);
        var failure = new SqliteException("it failed", code, extendedCode);

        Assert.Equal([expected, expected], new Exception[] { failure, new DbUpdateException("wrapped", failure) }
            .Select(exception => database.Describe(exception, isStarting: true) is { } fault ? fault[..Math.Min(fault.Length, expected?.Length ?? fault.Length)] : null));
    }

    [Fact]
    public async Task LogWithoutItsDatabase_IsRefusedAlsoInDevelopment()
    {
        await File.WriteAllBytesAsync(_storage.DatabasePath + "-wal", new byte[64], TestContext.Current.CancellationToken);

        await Refused.WithAsync("DATABASE_URL names a database that was there and is gone", () => _storage.MigrateAsync());
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    private async Task SaveCanaryAsync()
    {
        await using var context = await _storage.CreateContextAsync();
        var person = TemporaryStorage.NewPerson(context, "visitor-1", _storage.Clock.GetUtcNow());
        var draft = new Draft(person, "votive-core", "1.0.0", "en", "quick", _storage.Clock.GetUtcNow());
        draft.KeepReport(Canary, person, _storage.Clock.GetUtcNow());
        context.Add(draft);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private List<byte[]> ReadAllFiles() =>
        [.. Directory.EnumerateFiles(_storage.Folder, "votive.db*").Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)).Select(ReadShared)];

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
