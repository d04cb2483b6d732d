using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Votive.EncryptedSqlite.Files;
using Votive.EncryptedSqlite.Interop;
using Votive.EncryptedSqlite.Registration;

namespace Votive.EncryptedSqlite.Tests;

/// <summary>A salt is made only where none is; over a file whose salt can't be read a new one would spoil what is there.</summary>
public sealed unsafe class UnreadableSaltTests : IDisposable
{
    [ThreadStatic]
    private static int Result;

    [ThreadStatic]
    private static byte Content;

    private readonly EncryptedDatabase _database = new();
    private readonly NativeFile* _file = (NativeFile*)NativeMemory.AllocZeroed((nuint)(NativeFile.HeaderSize + sizeof(NativeFile)));
    private readonly MainFile _main;

    public UnreadableSaltTests()
    {
        NativeFile.Underlying(_file)->Methods = NativeIoMethods.Publish(new NativeIoMethods { Read = &Read });
        fixed (byte* name = Encoding.UTF8.GetBytes(EncryptedVfs.Register(_database.Key) + '\0'))
        {
            _main = new MainFile(new UnderlyingFile(_file), VfsRegistration.Of(SqliteLibrary.FindVfs(name)), default);
        }
    }

    [Theory]
    [InlineData(ResultCode.IoErrorRead, 0, false)]
    [InlineData(ResultCode.IoErrorShortRead, 1, false)]
    [InlineData(ResultCode.IoErrorShortRead, 0, true)]
    [InlineData(ResultCode.Ok, 0, true)]
    public void KeysForWriting_AreMadeOnlyWhereNoSaltIs(int result, byte content, bool areMade)
    {
        (Result, Content) = (result, content);

        Assert.Equal(areMade, _main.KeysForWriting() is not null);
    }

    public void Dispose()
    {
        _main.Dispose();
        NativeMemory.Free(_file);
        _database.Dispose();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(NativeFile* file, byte* destination, int size, long offset)
    {
        var read = new Span<byte>(destination, size);
        read.Clear();
        read[0] = Content;
        return Result;
    }
}
