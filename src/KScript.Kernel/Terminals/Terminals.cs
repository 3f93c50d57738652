// Terminals as such: how they are made and found, whose controlling terminal they are, how a session gets and loses one, and what the ends of
// leaders and groups do to them (Linux: drivers/tty/tty_jobctrl.c). Without a terminal in the script nothing of this is looked at.
namespace KScript.Kernel;

/// <summary>Terminals of a machine.</summary>
internal static class Terminals
{
    /// <summary>How many a machine may have.</summary>
    public const int Most = 64;

    /// <summary>Where their names are.</summary>
    public const string Directory = "/dev/";

    /// <summary>Makes the terminals that a program declares beyond those that there are.</summary>
    public static void Define(Machine m, IReadOnlyList<TerminalSpec> specs)
    {
        for (int i = m.S.TerminalTop; i < specs.Count; i++)
        {
            int inode = Inodes.Create(m, InodeKind.PseudoTerminal, mode: 0x1b6);
            ref InodeRow row = ref m.Inodes.Write(inode);
            row.Other = ++m.S.TerminalTop;
            // The terminal itself: it is there although its name is unlinked.
            row.Links = 1;
            FileTree.AddDevice(m, specs[i].Name, inode);
            m.Terminals.Write(m.S.TerminalTop) = new TerminalRow { Inode = inode, Modes = specs[i].Modes };
        }

        m.TerminalSpecs = specs;
    }

    /// <summary>The terminal with a number; 0: there is none.</summary>
    public static int Find(Machine m, long number) => number > 0 && number <= m.S.TerminalTop ? (int)number : 0;

    /// <summary>The terminal that an inode is; 0: it is none.</summary>
    public static int OfInode(Machine m, int inode) => m.Inodes[inode].Kind == InodeKind.PseudoTerminal ? m.Inodes[inode].Other : 0;

    /// <summary>The controlling terminal of a task's process; 0: it has none.</summary>
    public static int Of(Machine m, int task) => m.S.TerminalTop == 0 ? 0 : m.Controlling.Get(Threads.LeaderOf(m, task)).Terminal;

    /// <summary>Whether a process leads its session.</summary>
    public static bool LeadsSession(Machine m, int leader) => Groups.SidOf(m, leader) == m.Tasks[leader].Pid;

    // ----- who has it

    /// <summary>A session leader gets a terminal that nobody has: its group is the foreground (Linux: __proc_set_tty).</summary>
    public static void Take(Machine m, int terminal, int leader)
    {
        Give(m, terminal, leader);
        ref TerminalRow row = ref m.Terminals.Write(terminal);
        row.Session = Groups.SidOf(m, leader);
        SetForeground(m, terminal, Groups.PgidOf(m, leader));
    }

    /// <summary>A group is in the foreground from now on.</summary>
    public static void SetForeground(Machine m, int terminal, int pgid)
    {
        ref TerminalRow row = ref m.Terminals.Write(terminal);
        row.Foreground = pgid;
        row.ForegroundGone = false;
    }

    /// <summary>The group in the foreground of a terminal; 0: none that is there.</summary>
    public static int ForegroundOf(Machine m, int terminal)
    {
        ref readonly TerminalRow row = ref m.Terminals[terminal];
        return row.Foreground == 0 || row.ForegroundGone ? 0 : TaskTable.FindGroup(m, row.Foreground);
    }

    private static void Give(Machine m, int terminal, int leader)
    {
        ref TerminalRow row = ref m.Terminals.Write(terminal);
        m.Controlling.Write(leader) = new ControllingRow { Terminal = terminal, Next = row.FirstProcess };
        if (row.FirstProcess != 0)
        {
            m.Controlling.Write(row.FirstProcess).Previous = leader;
        }

        row.FirstProcess = leader;
    }

    /// <summary>A process has no controlling terminal any more (Linux: proc_clear_tty).</summary>
    public static void Drop(Machine m, int leader)
    {
        ControllingRow row = m.Controlling.Get(leader);
        if (row.Terminal == 0)
        {
            return;
        }

        if (row.Previous == 0)
        {
            m.Terminals.Write(row.Terminal).FirstProcess = row.Next;
        }
        else
        {
            m.Controlling.Write(row.Previous).Next = row.Next;
        }

        if (row.Next != 0)
        {
            m.Controlling.Write(row.Next).Previous = row.Previous;
        }

        m.Controlling.Write(leader) = new ControllingRow { OldForeground = row.OldForeground };
    }

    /// <summary>Root takes a terminal away from the session that has it (TIOCSCTTY with 1).</summary>
    public static void TakeAway(Machine m, int terminal) => DropAll(m, terminal);

    /// <summary>A whole session loses its terminal. Linear in the processes that have it.</summary>
    private static void DropAll(Machine m, int terminal)
    {
        while (m.Terminals[terminal].FirstProcess is var first and not 0)
        {
            m.RowsVisited++;
            Drop(m, first);
        }

        ref TerminalRow row = ref m.Terminals.Write(terminal);
        row.Session = row.Foreground = 0;
        row.ForegroundGone = false;
    }

    // ----- what happens to processes

    /// <summary>fork: the child has its parent's terminal.</summary>
    public static void Fork(Machine m, int parent, int child)
    {
        if (m.Controlling.Get(parent).Terminal is var terminal and not 0)
        {
            Give(m, terminal, child);
        }
    }

    /// <summary>setsid: the new session has no terminal.</summary>
    public static void NewSession(Machine m, int leader)
    {
        Drop(m, leader);
        if (leader < m.Controlling.Capacity)
        {
            m.Controlling.Write(leader).OldForeground = 0;
        }
    }

    /// <summary>A process has died; with a session's leader the session loses its terminal.</summary>
    public static void ProcessEnds(Machine m, int leader)
    {
        if (LeadsSession(m, leader))
        {
            LetGo(m, leader, ends: true);
        }

        if (leader < m.Controlling.Capacity)
        {
            Drop(m, leader);
            m.Controlling.Write(leader).OldForeground = 0;
        }
    }

    /// <summary>
    /// A session's leader lets go of the terminal, by TIOCNOTTY or with its end: the foreground group gets SIGHUP, where the leader lives on
    /// SIGCONT too, and nobody of the session has it any more. Was it hung up before, the leader's end tells who was in the foreground then
    /// (Linux: disassociate_ctty).
    /// </summary>
    public static void LetGo(Machine m, int leader, bool ends)
    {
        ControllingRow own = m.Controlling.Get(leader);
        if (own.Terminal != 0)
        {
            int group = ForegroundOf(m, own.Terminal);
            DropAll(m, own.Terminal);
            SendToGroup(m, group, Signal.SIGHUP, ends ? leader : 0);
            SendToGroup(m, ends ? 0 : group, Signal.SIGCONT, but: 0);
        }
        else if (ends && own.OldForeground != 0)
        {
            int group = TaskTable.FindGroup(m, own.OldForeground);
            group = group != 0 && m.Groups[group].Sid == m.Tasks[leader].Pid ? group : 0;
            SendToGroup(m, group, Signal.SIGHUP, leader);
            SendToGroup(m, group, Signal.SIGCONT, leader);
        }
    }

    /// <summary>To each process of a group but one; 0: there is no group.</summary>
    private static void SendToGroup(Machine m, int group, int signal, int but)
    {
        for (int member = group == 0 ? 0 : m.Groups[group].First; member != 0;)
        {
            int next = m.Tasks[member].GroupNext;
            if (member != but)
            {
                Signals.Send(m, member, signal, SigInfo.FromKernel(signal), sender: 0);
            }

            member = next;
        }
    }

    /// <summary>A group is gone. The terminals that have it in the foreground keep its number, and nobody is there.</summary>
    public static void GroupEnds(Machine m, int pgid)
    {
        for (int terminal = 1; terminal <= m.S.TerminalTop; terminal++)
        {
            if (m.Terminals[terminal].Foreground == pgid)
            {
                m.Terminals.Write(terminal).ForegroundGone = true;
            }
        }
    }

    /// <summary>
    /// The world outside hangs up: the session's leader gets SIGHUP and SIGCONT, nobody has the terminal any more, who reads it finds the end
    /// (Linux: pty_close of the other side, __tty_hangup, tty_signal_session_leader).
    /// </summary>
    public static void HangUp(Machine m, int terminal)
    {
        ref TerminalRow row = ref m.Terminals.Write(terminal);
        int leader = row.Session == 0 ? 0 : TaskTable.Find(m, row.Session);
        bool tells = leader != 0 && m.Controlling.Get(leader).Terminal == terminal;
        int foreground = row.ForegroundGone ? 0 : row.Foreground;
        row.HungUp = true;
        row.Line = null;
        Contents.Clear(m, ref m.Inodes.Write(row.Inode));
        DropAll(m, terminal);
        if (tells)
        {
            m.Controlling.Write(leader).OldForeground = foreground;
            Signals.Send(m, leader, Signal.SIGHUP, SigInfo.FromKernel(Signal.SIGHUP), sender: 0);
            Signals.Send(m, leader, Signal.SIGCONT, SigInfo.FromKernel(Signal.SIGCONT), sender: 0);
        }

        TerminalFiles.HungUp(m, m.Terminals[terminal].Inode);
    }

    // ----- job control

    /// <summary>
    /// Whether a task may do to a terminal what is the foreground's. From the background its group gets a signal, and the call begins again when
    /// that has acted; who ignores or blocks it may (but for reading, which fails), and so may who has another terminal or none
    /// (Linux: __tty_check_change).
    /// </summary>
    /// <param name="m">The machine.</param>
    /// <param name="task">The caller.</param>
    /// <param name="terminal">The terminal.</param>
    /// <param name="signal">SIGTTIN for reading, else SIGTTOU.</param>
    /// <param name="answer">What the call answers where it may not: EIO, or that a signal has cut it short.</param>
    public static bool MayGoOn(Machine m, int task, int terminal, int signal, out SyscallResult answer)
    {
        answer = default;
        ref readonly TerminalRow row = ref m.Terminals[terminal];
        int group = Groups.Of(m, task);
        bool isForeground = row.Foreground == 0 || (row.Foreground == m.Groups[group].Pgid && !row.ForegroundGone);
        if (isForeground || Of(m, task) != terminal)
        {
            return true;
        }

        bool isRefused = (Signals.MaskOf(m, task) & Signal.Bit(signal)) != 0 || Signals.ActionOf(m, task, signal).Handler == SignalHandler.Ignore;
        if (isRefused && signal != Signal.SIGTTIN)
        {
            return true;
        }

        if (isRefused || Groups.IsOrphaned(m, group))
        {
            answer = SyscallResult.Fail(Errno.EIO);
            return false;
        }

        Signals.SendToGroup(m, group, signal, SigInfo.FromKernel(signal), sender: 0);
        if ((Signals.PendingOf(m, task) & Signal.Bit(signal)) == 0)
        {
            // An init without a handler, which no signal reaches. Differs from Linux: there the call begins again for ever.
            answer = SyscallResult.Fail(Errno.EIO);
            return false;
        }

        ref TaskRow caller = ref m.Tasks.Write(task);
        caller.Flags |= TaskFlags.SignalPending;
        caller.Call = m.CurrentCall;
        answer = SyscallResult.Restart(WaitsOn.Signal);
        return false;
    }
}
