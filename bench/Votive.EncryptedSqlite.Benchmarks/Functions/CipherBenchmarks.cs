using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Votive.EncryptedSqlite.Cryptography;
using Votive.EncryptedSqlite.Files;

namespace Votive.EncryptedSqlite.Benchmarks.Functions;

/// <summary>What encryption adds to one page, frame or open, without SQLite.</summary>
[MemoryDiagnoser]
public class CipherBenchmarks
{
    private readonly byte[] _masterKey = RandomNumberGenerator.GetBytes(EncryptedVfs.KeySizeBytes);
    private readonly byte[] _plaintext = new byte[PageLayout.PageSize];
    private readonly byte[] _encrypted = new byte[PageLayout.PageSize];
    private readonly byte[] _decrypted = new byte[PageLayout.PageSize];
    private readonly byte[] _frame = new byte[WalFrame.Size];
    private DatabaseKeys _keys = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _keys = DatabaseKeys.Create(_masterKey);
        RandomNumberGenerator.Fill(_plaintext.AsSpan(0, PageLayout.UsableSize));
        EncryptPage();
    }

    [GlobalCleanup]
    public void CleanUp() => _keys.Dispose();

    [Benchmark(Baseline = true)]
    public void CopyPage() => _plaintext.CopyTo(_decrypted, 0);

    [Benchmark]
    public void EncryptPage() => _keys.Pages.Encrypt(_plaintext, _encrypted, PageIdentity.Database(2));

    [Benchmark]
    public bool DecryptPage() => _keys.Pages.TryDecrypt(_encrypted, _decrypted, PageIdentity.Database(2));

    [Benchmark]
    public void EncryptWalFrame()
    {
        WalFrame.EncryptHeader(_keys.Blocks, _frame.AsSpan(0, WalFrame.HeaderSize));
        _keys.Pages.Encrypt(_plaintext, _frame.AsSpan(WalFrame.HeaderSize), new PageIdentity(PageKind.Wal, 2, 1));
    }

    [Benchmark]
    public void DeriveKeys() => DatabaseKeys.Derive(_masterKey, _keys.Salt).Dispose();
}
