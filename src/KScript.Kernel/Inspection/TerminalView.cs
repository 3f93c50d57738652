// Terminals as they are now, for who looks from outside.
namespace KScript.Kernel;

/// <summary>A terminal.</summary>
/// <param name="Name">Its name in the script.</param>
/// <param name="Session">The session whose controlling terminal it is; 0: none.</param>
/// <param name="Foreground">The foreground group; 0: none.</param>
/// <param name="HasForeground">Whether there is such a group: it may have ended.</param>
/// <param name="HungUp">The world outside has hung up.</param>
/// <param name="Modes">Its local modes.</param>
/// <param name="Bytes">How much that was typed may be read.</param>
/// <param name="Line">The line that is being typed; "": nothing.</param>
/// <param name="Readers">Who waits for input, in order, as the trace writes them.</param>
/// <param name="Holders">The pids whose controlling terminal it is.</param>
internal readonly record struct TerminalView(
    string Name, int Session, int Foreground, bool HasForeground, bool HungUp, LocalModes Modes, long Bytes, string Line, IReadOnlyList<string> Readers,
    IReadOnlyList<int> Holders)
{
    /// <summary>The path by which it is opened.</summary>
    public string Path => Terminals.Directory + Name;

    /// <summary>Whether a group is in its foreground.</summary>
    public bool IsForeground(int pgid) => HasForeground && Foreground == pgid;
}

internal sealed partial class Machine
{
    /// <summary>Whether the machine has terminals that the script declares.</summary>
    public bool HasTerminals => S.TerminalTop > 0;

    /// <summary>All terminals, in the order of the script.</summary>
    public IReadOnlyList<TerminalView> TerminalsNow()
    {
        var list = new List<TerminalView>();
        for (int terminal = 1; terminal <= S.TerminalTop; terminal++)
        {
            list.Add(TerminalNow(terminal));
        }

        return list;
    }

    /// <summary>The controlling terminal of a process; null: it has none, or is gone.</summary>
    public TerminalView? TerminalOf(int pid)
    {
        int slot = TaskTable.Find(this, pid);
        int terminal = slot == 0 ? 0 : Kernel.Terminals.Of(this, slot);
        return terminal == 0 ? null : TerminalNow(terminal);
    }

    /// <summary>The terminal that a process waits at for something to read; null: it waits for something else.</summary>
    public TerminalView? TerminalRead(int pid)
    {
        int slot = TaskTable.Find(this, pid);
        bool reads = slot != 0 && Tasks[slot].WaitsOn is { Kind: WaitKind.Input };
        int terminal = reads ? Kernel.Terminals.OfInode(this, Tasks[slot].WaitsOn.Id) : 0;
        return terminal == 0 ? null : TerminalNow(terminal);
    }

    /// <summary>Brings a process's group to the foreground of its terminal and continues it, as a shell's fg does. Between two runs.</summary>
    /// <exception cref="ArgumentException">There is no such process, or it has no terminal.</exception>
    public void BringToForeground(int pid)
    {
        CheckNoStep();
        int slot = TaskTable.Find(this, pid);
        int terminal = slot == 0 ? 0 : Kernel.Terminals.Of(this, slot);
        if (terminal == 0)
        {
            throw new ArgumentException($"no process {pid}, or it has no terminal", nameof(pid));
        }

        Kernel.Terminals.SetForeground(this, terminal, Kernel.Groups.PgidOf(this, slot));
        SendSignal(pid, Kernel.Signal.SIGCONT);
    }

    private TerminalView TerminalNow(int terminal)
    {
        TerminalRow row = Terminals[terminal];
        var readers = new List<string>();
        for (int waiter = Inodes[row.Inode].Reading.Head; waiter != 0; waiter = Waiters[waiter].Next)
        {
            readers.Add(ProcessView.Of(this, waiter).Label);
        }

        var holders = new List<int>();
        for (int holder = row.FirstProcess; holder != 0; holder = Controlling[holder].Next)
        {
            holders.Add(Tasks[holder].Pid);
        }

        holders.Sort();
        return new TerminalView(
            TerminalSpecs[terminal - 1].Name, row.Session, row.Foreground, Kernel.Terminals.ForegroundOf(this, terminal) != 0, row.HungUp, row.Modes,
            Inodes[row.Inode].Size, row.Line ?? "", readers, holders);
    }
}
