// A terminal as a row: a pseudo-terminal whose other side is the world outside, which types (LineInput.cs) and hangs up. It is opened as
// /dev/NAME; what it has to read stands in its inode, a piece a line. Which process has it as its controlling terminal says ControllingRow.
namespace KScript.Kernel;

/// <summary>The local modes of a terminal (termios(3), c_lflag), with Linux's values; of those there are, these act.</summary>
[Flags]
internal enum LocalModes
{
    None = 0,
    /// <summary>Control characters that are typed send signals.</summary>
    ISIG = 0x1,
    /// <summary>Input is read in lines.</summary>
    ICANON = 0x2,
    /// <summary>What is typed is shown. It changes nothing here: nobody looks.</summary>
    ECHO = 0x8,
    /// <summary>A signal that is typed leaves what was typed before.</summary>
    NOFLSH = 0x80,
    /// <summary>Who writes from the background gets SIGTTOU.</summary>
    TOSTOP = 0x100,
}

/// <summary>What a program says of a terminal before it runs.</summary>
/// <param name="Name">Its name, below /dev.</param>
/// <param name="Modes">How it is at the start.</param>
internal sealed record TerminalSpec(string Name, LocalModes Modes)
{
    /// <summary>How a terminal is where nothing is said (Linux: tty_std_termios).</summary>
    public const LocalModes Usual = LocalModes.ISIG | LocalModes.ICANON | LocalModes.ECHO;

    /// <summary>The path by which it is opened.</summary>
    public string Path => Terminals.Directory + Name;
}

/// <summary>A terminal; by its number, from 1.</summary>
internal struct TerminalRow
{
    /// <summary>What is opened, and where its input is.</summary>
    public int Inode;
    /// <summary>The session whose controlling terminal it is; 0: none.</summary>
    public int Session;
    /// <summary>The foreground group; 0: none.</summary>
    public int Foreground;
    /// <summary>There is no such group any more; one that gets its number later is another.</summary>
    public bool ForegroundGone;
    /// <summary>The world outside has hung up.</summary>
    public bool HungUp;
    public LocalModes Modes;
    /// <summary>The line that is being typed; null: nothing of it.</summary>
    public string? Line;
    /// <summary>The first process that has it as its controlling terminal, by its first thread.</summary>
    public int FirstProcess;
}

/// <summary>The controlling terminal of a process, by its first thread's slot; all zero where it has none.</summary>
internal struct ControllingRow
{
    /// <summary>The terminal's number; 0: none.</summary>
    public int Terminal;
    /// <summary>The others that have it.</summary>
    public int Next;
    public int Previous;
    /// <summary>Of a session leader whose terminal was hung up: the foreground group at that time, which hears of the leader's end (Linux: tty_old_pgrp).</summary>
    public int OldForeground;
}
