// What a terminal does as an open file: open, read, write, poll.
namespace KScript.Kernel;

/// <summary>Open terminals.</summary>
internal static class TerminalFiles
{
    /// <summary>
    /// open: a session leader that has no terminal gets one that is free as its controlling terminal, unless O_NOCTTY says no, or it cannot be read
    /// through that description (Linux: tty_open_proc_set_tty).
    /// </summary>
    public static SyscallResult Open(Machine m, int task, int inode, OpenFlags flags)
    {
        int terminal = Terminals.OfInode(m, inode);
        if (m.Terminals[terminal].HungUp)
        {
            return SyscallResult.Fail(Errno.EIO);
        }

        SyscallResult result = EventFiles.Open(m, task, inode, (long)flags, flags & (OpenFlags.AccessMode | OpenFlags.Append));
        int leader = Threads.LeaderOf(m, task);
        if (result.Outcome == SyscallOutcome.Value && (flags & OpenFlags.NoTerminal) == 0 && OpenFiles.CanRead(flags)
            && Terminals.LeadsSession(m, leader) && Terminals.Of(m, task) == 0 && m.Terminals[terminal].Session == 0)
        {
            Terminals.Take(m, terminal, leader);
        }

        return result;
    }

    /// <summary>
    /// Reads a line, or a part of it; "" at the end that Ctrl-D or a hang-up makes. From the background SIGTTIN, or EIO where that is
    /// ignored, blocked, or nobody could continue the reader.
    /// </summary>
    public static SyscallResult Read(Machine m, int task, int file, long count)
    {
        int inode = Inodes.Of(m, file);
        int terminal = Terminals.OfInode(m, inode);
        SyscallNumber call = m.Tasks[task].Call;
        if (m.Terminals[terminal].HungUp)
        {
            // Who was waiting hears of it; who comes later finds the end (Linux: n_tty_read, hung_up_tty_read).
            return call == SyscallNumber.None ? SyscallResult.Of("") : SyscallResult.Fail(Errno.EIO);
        }

        // A reader that has waited is asked no more: the line is its own, wherever its group is by now.
        bool begins = call == SyscallNumber.None || m.CallBeginsAgain;
        if (begins && !Terminals.MayGoOn(m, task, terminal, Signal.SIGTTIN, out SyscallResult answer))
        {
            return answer;
        }

        if (count == 0)
        {
            return SyscallResult.Of("");
        }

        if (m.Inodes[inode].Head == 0)
        {
            return FileCalls.Wait(m, task, file, new WaitsOn(WaitKind.Input, 0, inode));
        }

        ref InodeRow row = ref m.Inodes.Write(inode);
        string text = (m.Terminals[terminal].Modes & LocalModes.ICANON) != 0 ? Contents.TakePiece(m, ref row, count) : Contents.Take(m, ref row, count);
        if (row.Head != 0)
        {
            WaitQueues.WakeOne(m, new WaitsOn(WaitKind.Input, 0, inode));
        }

        return SyscallResult.Of(text);
    }

    /// <summary>Writes: it is seen at once. From the background SIGTTOU where the terminal has TOSTOP, as for reading.</summary>
    public static SyscallResult Write(Machine m, int task, int file, string text)
    {
        int terminal = Terminals.OfInode(m, Inodes.Of(m, file));
        if (m.Terminals[terminal].HungUp)
        {
            return SyscallResult.Fail(Errno.EIO);
        }

        bool asks = (m.Terminals[terminal].Modes & LocalModes.TOSTOP) != 0;
        if (asks && !Terminals.MayGoOn(m, task, terminal, Signal.SIGTTOU, out SyscallResult answer))
        {
            return answer;
        }

        m.Output(m.Tasks[task].Pid, 1, text);
        return SyscallResult.Of(ByteText.Count(text));
    }

    /// <summary>What poll says: there is always room; after a hang-up everything (Linux: hung_up_tty_poll).</summary>
    public static PollEvents Readiness(Machine m, in InodeRow row) => m.Terminals[row.Other].HungUp
        ? PollEvents.In | PollEvents.Out | PollEvents.Error | PollEvents.HangUp
        : PollEvents.Out | (row.Head != 0 ? PollEvents.In : 0);

    /// <summary>The world outside has hung up: who waits hears of it.</summary>
    public static void HungUp(Machine m, int inode)
    {
        WaitQueues.WakeAll(m, new WaitsOn(WaitKind.Input, 0, inode));
        Inodes.Notify(m, inode, PollEvents.In | PollEvents.Out | PollEvents.Error | PollEvents.HangUp);
    }
}
