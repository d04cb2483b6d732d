using Votive.Storage.Maintenance;

namespace Votive.Host.Commands.Db;

/// <summary>A change of key where the environment has both keys: whoever sets <c>DATABASE_KEY</c> there puts the new one in force.</summary>
internal sealed class EnvironmentKeyChange(byte[] next) : IKeyChange
{
    public byte[]? NextKey => next;

    public byte[]? AskedKey => next;

    public byte[] Announce() => next;

    public void Promote()
    {
    }

    public void Withdraw()
    {
    }
}
