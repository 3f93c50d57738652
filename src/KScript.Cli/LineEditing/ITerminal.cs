// All that the editor knows of a terminal. The real ones are in Terminals/; tests have one with a screen of their own.
namespace KScript.Cli.LineEditing;

/// <summary>What a read from the terminal brought.</summary>
internal enum TerminalInput
{
    /// <summary>Bytes as the terminal sent them.</summary>
    Bytes,

    /// <summary>Nothing came in the time allowed.</summary>
    Timeout,

    /// <summary>The size changed.</summary>
    Resized,

    /// <summary>The process was stopped and goes on; others may have written to the screen.</summary>
    Resumed,

    /// <summary>The process was sent SIGINT, by somebody else than the keyboard.</summary>
    Interrupted,

    /// <summary>The terminal is gone, or the input at its end.</summary>
    Ended,
}

/// <summary>The size of a terminal, in cells.</summary>
internal readonly record struct TerminalSize(int Columns, int Rows);

/// <summary>A terminal that understands the sequences of a VT100.</summary>
internal interface ITerminal : IDisposable
{
    /// <summary>Whether colours are wanted (NO_COLOR); bold, dim and reverse are no colours.</summary>
    bool HasColours { get; }

    /// <summary>The size now.</summary>
    TerminalSize Size { get; }

    /// <summary>Keys come as they are typed, unechoed, Ctrl-C among them. Undone by <see cref="Leave"/>, and by the end of the process.</summary>
    void Enter();

    /// <summary>The terminal is as it was before <see cref="Enter"/>.</summary>
    void Leave();

    /// <summary>
    /// Whether Ctrl-C has come as a signal since this was last asked: the terminal has discarded what was typed before it (POSIX, XBD 11.1.9, INTR),
    /// and so must whoever has read some of that already.
    /// </summary>
    bool TakeDiscard();

    /// <summary>Waits for input without using the CPU.</summary>
    /// <param name="buffer">Where bytes go.</param>
    /// <param name="milliseconds">How long at most; -1: for ever.</param>
    /// <param name="count">How many bytes came.</param>
    TerminalInput Read(Span<byte> buffer, int milliseconds, out int count);

    /// <summary>Writes all of the text, in one piece.</summary>
    void Write(ReadOnlySpan<char> text);

    /// <summary>Stops the process as Ctrl-Z does, and returns when it goes on; where that is not possible, at once.</summary>
    void Suspend();
}
