// The calls on terminals: who has one, who is in its foreground, its modes; and what the world outside does to it.
namespace KScript.Kernel;

/// <summary>The requests of ioctl that concern terminals, with Linux's values (ioctl_tty(2)).</summary>
internal static class TerminalRequest
{
    public const int TIOCSCTTY = 0x540E;
    public const int TIOCGPGRP = 0x540F;
    public const int TIOCSPGRP = 0x5410;
    public const int FIONREAD = 0x541B;
    public const int TIOCNOTTY = 0x5422;
    public const int TIOCGSID = 0x5429;
}

/// <summary>When tcsetattr acts, with Linux's values. Here always at once: nothing waits to be written.</summary>
internal static class SetModesWhen
{
    public const int TCSANOW = 0;
    public const int TCSADRAIN = 1;
    /// <summary>What was typed and not read is thrown away.</summary>
    public const int TCSAFLUSH = 2;
}

/// <summary>Calls on terminals.</summary>
internal static class TerminalCalls
{
    /// <summary>The terminal that a descriptor leads to; 0, and why it is none.</summary>
    private static int Find(Machine m, int task, long fd, out Errno error)
    {
        int file = Descriptors.FileOf(m, task, fd);
        int terminal = file == 0 ? 0 : Terminals.OfInode(m, Inodes.Of(m, file));
        error = file == 0 ? Errno.EBADF : terminal == 0 ? Errno.ENOTTY : m.Terminals[terminal].HungUp ? Errno.EIO : Errno.None;
        return error == Errno.None ? terminal : 0;
    }

    /// <summary>The same of the caller's own terminal: of another ENOTTY.</summary>
    private static int FindOwn(Machine m, int task, long fd, out Errno error)
    {
        int terminal = Find(m, task, fd, out error);
        if (terminal != 0 && Terminals.Of(m, task) != terminal)
        {
            error = Errno.ENOTTY;
        }

        return error == Errno.None ? terminal : 0;
    }

    /// <summary>A terminal by its number, which the world outside still holds on to; 0, and why there is none.</summary>
    private static int OfOutside(Machine m, long number, out Errno error)
    {
        int terminal = Terminals.Find(m, number);
        error = terminal == 0 ? Errno.ENXIO : m.Terminals[terminal].HungUp ? Errno.EIO : Errno.None;
        return error == Errno.None ? terminal : 0;
    }

    /// <summary>take_terminal(terminal): opens a terminal for reading and writing, and makes it the controlling terminal of the caller's session.</summary>
    /// <returns>A descriptor for it.</returns>
    /// <errors>EPERM the caller leads no session, has a terminal already, or another session has this one; EIO it was hung up; EMFILE RLIMIT_NOFILE; ENXIO there is no such terminal.</errors>
    /// <source>ioctl_tty(2) TIOCSCTTY; Linux tiocsctty</source>
    public static SyscallResult Take(Machine m, int task, ref Trap trap)
    {
        int terminal = OfOutside(m, trap.A0, out Errno error);
        if (error == Errno.None)
        {
            error = MayTake(m, task, terminal);
        }

        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        SyscallResult result = EventFiles.Open(m, task, m.Terminals[terminal].Inode, flags: 0);
        if (result.Outcome == SyscallOutcome.Value && Terminals.Of(m, task) == 0)
        {
            Terminals.Take(m, terminal, Threads.LeaderOf(m, task));
        }

        return result;
    }

    /// <summary>Whether the caller may make a terminal its own; it may if it is that already.</summary>
    private static Errno MayTake(Machine m, int task, int terminal)
    {
        int leader = Threads.LeaderOf(m, task);
        bool leads = Terminals.LeadsSession(m, leader);
        int session = m.Terminals[terminal].Session;
        bool hasIt = leads && session != 0 && session == Groups.SidOf(m, leader);
        return hasIt || (leads && Terminals.Of(m, task) == 0 && session == 0) ? Errno.None : Errno.EPERM;
    }

    /// <summary>tcsetpgrp(fd, pgid): the foreground group of the caller's terminal.</summary>
    /// <errors>EBADF no such descriptor; EINTR a handler of SIGTTOU ran; EINVAL a negative group; EIO the terminal was hung up; ENOTTY it is not the caller's terminal, or the caller is in the background and nobody could continue it; EPERM the group is in another session; ESRCH no such group.</errors>
    /// <source>POSIX.1-2017 tcsetpgrp(); tcsetpgrp(3); Linux tiocspgrp</source>
    public static SyscallResult SetForeground(Machine m, int task, ref Trap trap) => SetForeground(m, task, trap.A0, trap.A1);

    private static SyscallResult SetForeground(Machine m, int task, long fd, long pgid)
    {
        int terminal = Find(m, task, fd, out Errno error);
        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        if (!Terminals.MayGoOn(m, task, terminal, Signal.SIGTTOU, out SyscallResult answer))
        {
            return answer.Outcome == SyscallOutcome.Error ? SyscallResult.Fail(Errno.ENOTTY) : answer;
        }

        int sid = Groups.SidOf(m, task);
        // A process that leads no group will do, if it may lead one (Linux: session_of_pgrp).
        int group = pgid <= 0 ? 0 : TaskTable.FindGroup(m, pgid);
        int process = pgid <= 0 || group != 0 ? 0 : TaskTable.Find(m, pgid);
        error = pgid < 0 ? Errno.EINVAL
            : Terminals.Of(m, task) != terminal || m.Terminals[terminal].Session != sid ? Errno.ENOTTY
            : group == 0 && process == 0 ? Errno.ESRCH
            : (group != 0 ? m.Groups[group].Sid : Groups.SidOf(m, process)) != sid ? Errno.EPERM : Errno.None;
        if (error == Errno.None)
        {
            Terminals.SetForeground(m, terminal, (int)pgid);
        }

        return error == Errno.None ? SyscallResult.Of(0) : SyscallResult.Fail(error);
    }

    /// <summary>tcgetpgrp(fd): the foreground group of the caller's terminal, be it gone; 0: there is none.</summary>
    /// <errors>EBADF no such descriptor; EIO the terminal was hung up; ENOTTY it is not the caller's terminal.</errors>
    /// <source>POSIX.1-2017 tcgetpgrp(); Linux tiocgpgrp</source>
    public static SyscallResult GetForeground(Machine m, int task, ref Trap trap)
    {
        int terminal = FindOwn(m, task, trap.A0, out Errno error);
        return error == Errno.None ? SyscallResult.Of(m.Terminals[terminal].Foreground) : SyscallResult.Fail(error);
    }

    /// <summary>tcgetsid(fd): the session whose terminal it is, the caller's.</summary>
    /// <errors>As tcgetpgrp.</errors>
    /// <source>POSIX.1-2017 tcgetsid(); Linux tiocgsid</source>
    public static SyscallResult GetSession(Machine m, int task, ref Trap trap)
    {
        int terminal = FindOwn(m, task, trap.A0, out Errno error);
        return error == Errno.None ? SyscallResult.Of(m.Terminals[terminal].Session) : SyscallResult.Fail(error);
    }

    /// <summary>tcgetattr(fd): the local modes, as a set of ISIG, ICANON, ECHO, NOFLSH and TOSTOP.</summary>
    /// <errors>EBADF no such descriptor; EIO the terminal was hung up; ENOTTY it is no terminal.</errors>
    /// <source>POSIX.1-2017 tcgetattr(); termios(3)</source>
    public static SyscallResult GetModes(Machine m, int task, ref Trap trap)
    {
        int terminal = Find(m, task, trap.A0, out Errno error);
        return error == Errno.None ? SyscallResult.Of((long)m.Terminals[terminal].Modes) : SyscallResult.Fail(error);
    }

    /// <summary>tcsetattr(fd, when, modes): other local modes. From the background SIGTTOU, as tcsetpgrp.</summary>
    /// <errors>EBADF no such descriptor; EINTR a handler of SIGTTOU ran; EINVAL no such time; EIO the terminal was hung up, or the caller is in the background and nobody could continue it; ENOTTY it is no terminal.</errors>
    /// <source>POSIX.1-2017 tcsetattr(); termios(3)</source>
    public static SyscallResult SetModes(Machine m, int task, ref Trap trap)
    {
        int terminal = Find(m, task, trap.A0, out Errno error);
        if (error == Errno.None && trap.A1 is < SetModesWhen.TCSANOW or > SetModesWhen.TCSAFLUSH)
        {
            error = Errno.EINVAL;
        }

        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        if (!Terminals.MayGoOn(m, task, terminal, Signal.SIGTTOU, out SyscallResult answer))
        {
            return answer;
        }

        if (trap.A1 == SetModesWhen.TCSAFLUSH)
        {
            ref TerminalRow row = ref m.Terminals.Write(terminal);
            row.Line = null;
            Contents.Clear(m, ref m.Inodes.Write(row.Inode));
        }

        const LocalModes Known = TerminalSpec.Usual | LocalModes.NOFLSH | LocalModes.TOSTOP;
        LineInput.SetModes(m, terminal, (LocalModes)trap.A2 & Known);
        return SyscallResult.Of(0);
    }

    /// <summary>ioctl(fd, request, argument): TIOCSCTTY, TIOCNOTTY, TIOCGPGRP, TIOCSPGRP, TIOCGSID, FIONREAD.</summary>
    /// <errors>EBADF no such descriptor; EINTR, EINVAL, EPERM, ESRCH as tcsetpgrp; EIO the terminal was hung up; ENOTTY it is no terminal, not the caller's, or no such request.</errors>
    /// <source>ioctl_tty(2)</source>
    public static SyscallResult Ioctl(Machine m, int task, ref Trap trap)
    {
        long argument = trap.ArgumentCount > 2 ? trap.A2 : 0;
        switch (trap.A1)
        {
            case TerminalRequest.TIOCSPGRP:
                return SetForeground(m, task, trap.A0, argument);
            case TerminalRequest.TIOCGPGRP:
                return GetForeground(m, task, ref trap);
            case TerminalRequest.TIOCGSID:
                return GetSession(m, task, ref trap);
            case TerminalRequest.FIONREAD:
                return RegularFiles.Size(m, task, ref trap);
            case TerminalRequest.TIOCNOTTY:
                return LetGo(m, task, trap.A0);
            case TerminalRequest.TIOCSCTTY:
                return Take(m, task, trap.A0, steals: argument == 1);
            default:
                return SyscallResult.Fail(Descriptors.FileOf(m, task, trap.A0) == 0 ? Errno.EBADF : Errno.ENOTTY);
        }
    }

    private static SyscallResult LetGo(Machine m, int task, long fd)
    {
        FindOwn(m, task, fd, out Errno error);
        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        int leader = Threads.LeaderOf(m, task);
        if (Terminals.LeadsSession(m, leader))
        {
            Terminals.LetGo(m, leader, ends: false);
        }

        Terminals.Drop(m, leader);
        return SyscallResult.Of(0);
    }

    private static SyscallResult Take(Machine m, int task, long fd, bool steals)
    {
        int terminal = Find(m, task, fd, out Errno error);
        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        bool isRoot = Credentials.UidOf(m, task) == 0;
        int leader = Threads.LeaderOf(m, task);
        bool mayTake = Terminals.LeadsSession(m, leader) && Terminals.Of(m, task) == 0;
        if (mayTake && steals && isRoot && m.Terminals[terminal].Session != Groups.SidOf(m, task))
        {
            Terminals.TakeAway(m, terminal);
        }

        bool hasIt = Terminals.Of(m, task) == terminal && MayTake(m, task, terminal) == Errno.None;
        bool reads = isRoot || OpenFiles.CanRead(m.OpenFiles[Descriptors.FileOf(m, task, fd)].Flags);
        if (!hasIt && (MayTake(m, task, terminal) != Errno.None || !reads))
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        if (!hasIt)
        {
            Terminals.Take(m, terminal, leader);
        }

        return SyscallResult.Of(0);
    }

    /// <summary>ttyname(fd): the path of a terminal.</summary>
    /// <errors>EBADF no such descriptor; EIO the terminal was hung up; ENOTTY it is no terminal that the script declares.</errors>
    /// <source>POSIX.1-2017 ttyname()</source>
    public static SyscallResult Name(Machine m, int task, ref Trap trap)
    {
        int terminal = Find(m, task, trap.A0, out Errno error);
        return error == Errno.None ? SyscallResult.Of(m.TerminalSpecs[terminal - 1].Path) : SyscallResult.Fail(error);
    }

    // ----- the world outside

    /// <summary>type(terminal, text): the world outside types at a terminal; ^C and the like are keys.</summary>
    /// <returns>How many keys.</returns>
    /// <errors>EAGAIN so much that was typed has not been read that there is no room; EIO it was hung up; ENXIO there is no such terminal.</errors>
    /// <source>termios(3); a write to the other side of a pseudo-terminal, pty(7)</source>
    public static SyscallResult Type(Machine m, int task, ref Trap trap)
    {
        int terminal = OfOutside(m, trap.A0, out Errno error);
        string keys = LineInput.Keys(trap.Payload as string ?? "");
        if (error == Errno.None && m.Inodes[m.Terminals[terminal].Inode].Size + keys.Length > LineInput.MostWaiting)
        {
            error = Errno.EAGAIN;
        }

        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        LineInput.Type(m, terminal, keys);
        return SyscallResult.Of(keys.Length);
    }

    /// <summary>hangup(terminal): the world outside goes away.</summary>
    /// <errors>EIO it was hung up already; others as type.</errors>
    /// <source>termios(3), "Modem disconnect"; a close of the other side of a pseudo-terminal, pty(7)</source>
    public static SyscallResult HangUp(Machine m, int task, ref Trap trap)
    {
        int terminal = OfOutside(m, trap.A0, out Errno error);

        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        Terminals.HangUp(m, terminal);
        return SyscallResult.Of(0);
    }
}
