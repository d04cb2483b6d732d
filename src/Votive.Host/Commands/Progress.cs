namespace Votive.Host.Commands;

/// <summary>Says on standard error what a command is doing, where a person is looking; a pipe gets nothing.</summary>
internal sealed class Progress
{
    private readonly bool _shown = !Console.IsErrorRedirected;
    private int _length;

    /// <summary>Replaces the line with another.</summary>
    public void Report(string doing)
    {
        if (_shown)
        {
            Console.Error.Write($"\r{doing.PadRight(_length)}");
            _length = doing.Length;
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Done()
    {
        if (_shown && _length > 0)
        {
            Console.Error.Write($"\r{new string(' ', _length)}\r");
            _length = 0;
        }
    }
}
